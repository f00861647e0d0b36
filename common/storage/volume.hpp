// The file system that a folder lies on. Any thread; may take as long as the storage does.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/error.hpp"

namespace sipro::storage {

struct Volume {
  std::uint64_t size_bytes = 0;
  std::uint64_t free_bytes = 0;   // for us: without what is kept for root
  std::uint64_t inodes = 0;       // 0: it has no such limit
  std::uint64_t free_inodes = 0;  // for us
  bool read_only = false;
};

/// Errors: those of storage.
Result<Volume> look_at_volume(const std::filesystem::path& folder);

}  // namespace sipro::storage
