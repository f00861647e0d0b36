// What a folder holds, all levels.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

#include "base/error.hpp"
#include "storage/files.hpp"

namespace sipro::recovery {

struct Tree {
  std::uint64_t bytes = 0;
  std::chrono::system_clock::time_point changed;  // last, of any file or folder in it
};

/// Errors: those of Files::list and status.
Result<Tree> look_at_tree(storage::Files& files, const std::filesystem::path& folder);

}  // namespace sipro::recovery
