// The steps that PosixFiles is made of.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string_view>

#include "base/error.hpp"
#include "storage/files.hpp"

namespace sipro::storage {

/// The error of a call that failed with errno `cause`: "fsync /data/2101/jobs: Input/output error".
Error storage_error(std::string_view call, const std::filesystem::path& path, int cause);

/// Opens a plain file for reading; anything else in its place is not_found.
Result<Descriptor> open_file(const std::filesystem::path& path);
/// Opens a folder for listing and fsync; it may be named by a link.
Result<Descriptor> open_folder(const std::filesystem::path& folder);

/// fsync and close; errors of both count. `path` is for the error.
Result<void> sync_and_close(Descriptor descriptor, const std::filesystem::path& path);
Result<void> sync_file(const std::filesystem::path& path);
Result<void> sync_folder(const std::filesystem::path& folder);

constexpr mode_t kFileMode = 0660;
constexpr mode_t kSecretMode = 0600;

/// Writes a new file under a hidden name in `folder`, synced and closed; nothing is left of it after an error.
Result<std::filesystem::path> write_hidden(const std::filesystem::path& folder, std::string_view bytes,
                                           mode_t mode = kFileMode);

/// Gives `from` its name `to`, in the same folder, unless that name is taken: already_exists. By renameat2, or by
/// link where the file system doesn't know how (NFS).
Result<void> rename_new(const std::filesystem::path& from, const std::filesystem::path& to);
Result<void> rename_new_by_link(const std::filesystem::path& from, const std::filesystem::path& to);

/// Files::open_below by openat2, or step by step where the kernel (before 5.6) or a filter of calls refuses it.
Result<Descriptor> open_beneath(const std::filesystem::path& folder, const std::filesystem::path& relative);
Result<Descriptor> open_beneath_by_steps(const std::filesystem::path& folder, const std::filesystem::path& relative);

}  // namespace sipro::storage
