// What a job's payload needs of its district's folder, and which uploads there are still on their way.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "storage/files.hpp"

namespace sipro::recovery {

struct Needs {
  std::vector<std::string> uploads;  // ids
  std::vector<std::string> jobs;     // ids
};

/// Errors: fact_damaged.
Result<Needs> needs_of(const std::string& payload);

/// Until when an upload that has not all its bytes yet may go on; nothing: it is whole, or was never begun. Errors:
/// fact_damaged, and those of storage.
Result<std::optional<std::chrono::system_clock::time_point>> unfinished_until(storage::Files& files,
                                                                              const std::filesystem::path& upload);

}  // namespace sipro::recovery
