// Zip archives, through libzip.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/moment.hpp"

namespace sipro::formats {

struct ArchiveMember {
  std::string name;            // inside the archive, '/' between folders, UTF-8
  std::filesystem::path path;  // the file that is put in
};

/// Writes the members in the given order with `created` as the time stamp of each. Equal members and time give equal
/// bytes. Errors: write_failed, storage_full. Precondition: at least one member.
Result<void> write_archive(const std::filesystem::path& path, const std::vector<ArchiveMember>& members,
                           const Moment& created);

}  // namespace sipro::formats
