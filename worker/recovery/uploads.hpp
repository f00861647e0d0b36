// What a job's payload needs of its district's folder.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"

namespace sipro::recovery {

struct Needs {
  std::vector<std::string> uploads;  // ids
  std::vector<std::string> jobs;     // ids
};

/// Errors: fact_damaged.
Result<Needs> needs_of(const std::string& payload);

}  // namespace sipro::recovery
