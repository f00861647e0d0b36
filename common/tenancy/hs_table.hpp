// The HS master as an operator gives it: a CSV file, comma or semicolon, with or without a heading:
// code8,uraian_id,description_en.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace sipro::tenancy {

struct HsText {
  std::string uraian_id;
  std::string description_en;

  bool operator==(const HsText&) const = default;
};

using HsTable = std::map<std::string, HsText>;  // by 8-digit code

/// Checks all lines before it refuses: the context names the first few that are wrong. Errors: wrong_usage.
Result<HsTable> parse_hs(std::string_view csv);

/// The same codes and texts always give the same bytes: comma, heading, quoted where needed, sorted, one line a code.
std::string to_csv(const HsTable& table);

struct HsChanges {
  std::vector<std::string> added, removed, changed;  // codes
};

HsChanges compare(const HsTable& before, const HsTable& after);

}  // namespace sipro::tenancy
