// Opening the files that a run reads. They are read at explicit offsets only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace sipro {

/// A descriptor for reading, closed on exec; -1 with errno. "/dev/fd/N" is descriptor N of this process, duplicated, as
/// shells name it: also where no /dev can be seen, and whatever the descriptor's file is called. The duplicate shares
/// its offset with N and with every other one, so only pread may be used on it.
int open_input(const std::filesystem::path& path);

/// pread until `count` bytes are there or the file ends: bytes read, -1 with errno.
std::int64_t read_at(int descriptor, std::uint64_t offset, void* to, std::size_t count);

/// All bytes of a small file. Errors: file_not_found; file_too_large beyond `limit` bytes.
Result<std::string> read_input(const std::filesystem::path& path, std::uint64_t limit);

}  // namespace sipro
