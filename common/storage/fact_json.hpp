// The facts as JSON, and back. Errors of every parse: fact_damaged, with the path and the key.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "storage/facts.hpp"

namespace sipro::storage {

struct ReplayFact {
  std::string id;
  unsigned round = 2;
  std::string by;
};

std::string to_json(const JobFact& fact);
std::string to_json(const Manifest& fact);
std::string to_json(const EndFact& fact);
std::string to_json(const Evidence& fact);
std::string to_json(const ReplayFact& fact);

/// `path` is for the error.
template <class Fact>
Result<Fact> parse_fact(std::string_view json, const std::filesystem::path& path);

}  // namespace sipro::storage
