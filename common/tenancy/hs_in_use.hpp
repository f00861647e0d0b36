// The HS master that new jobs use: config/hs.json names a file below config/hs, which never changes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "storage/files.hpp"
#include "storage/layout.hpp"

namespace sipro::tenancy {

struct HsInUse {
  std::string path;         // relative to the root, "config/hs/<sha256>.csv": a payload's hs_master; empty: none
  std::uint64_t codes = 0;  // in it
  std::string source;       // name of the file that was imported
  std::string imported_at;  // ISO 8601

  bool operator==(const HsInUse&) const = default;
};

/// Errors: fact_damaged, with the key that is wrong.
Result<HsInUse> parse_hs_in_use(std::string_view text);
std::string to_json(const HsInUse& in_use);

/// Nothing imported yet: an empty path. Errors: fact_damaged, and those of Files::read.
Result<HsInUse> read_hs_in_use(storage::Files& files, const storage::Layout& layout);
Result<void> write_hs_in_use(storage::Files& files, const storage::Layout& layout, const HsInUse& in_use);

}  // namespace sipro::tenancy
