#include "storage/volume.hpp"

#include <sys/statvfs.h>

#include <cerrno>

#include "storage/posix_calls.hpp"

namespace sipro::storage {

Result<Volume> look_at_volume(const std::filesystem::path& folder) {
  struct statvfs space = {};
  if (::statvfs(folder.c_str(), &space) != 0) return storage_error("statvfs", folder, errno);
  Volume volume;
  volume.size_bytes = std::uint64_t{space.f_blocks} * space.f_frsize;
  volume.free_bytes = std::uint64_t{space.f_bavail} * space.f_frsize;
  volume.inodes = space.f_files;
  volume.free_inodes = space.f_favail;
  volume.read_only = (space.f_flag & ST_RDONLY) != 0;
  return volume;
}

}  // namespace sipro::storage
