// The port to the shared storage. What we ask of it: rename within one folder is atomic; a file closed after fsync is
// seen whole by another host that opens it for the first time. Nothing else: no locks, no append, no name used again
// with other content (but for files under config/, which are replaced whole).
//
// Errors of every call: storage_full (ENOSPC, EDQUOT), storage_unavailable (EIO, ESTALE, EROFS, ETIMEDOUT, ...),
// not_found, already_exists; the context names the call, the path and the cause. Only plain files are read: a link or a
// pipe in a file's place is not_found. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace sipro::storage {

struct Entry {
  std::string name;
  bool folder = false;
};

struct Status {
  bool folder = false;
  std::uint64_t size = 0;
  std::chrono::system_clock::time_point modified;
};

struct FileHash {
  std::uint64_t size = 0;
  std::string sha256;
};

/// An open descriptor; closes it.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] int release();

 private:
  int fd_ = -1;
};

class Files {
 public:
  virtual ~Files() = default;

  /// Makes the folder and its missing parents, each synced into its parent; there already is fine.
  virtual Result<void> make_folders(const std::filesystem::path& folder) = 0;
  /// Makes one folder that must be new, synced into its parent; where that fails it is taken away again. Errors:
  /// already_exists.
  virtual Result<void> make_new_folder(const std::filesystem::path& folder) = 0;
  /// Writes under another name, syncs, renames over `path`, syncs the folder: afterwards the file is there whole, for
  /// good; before, it is not there (or the earlier one is).
  virtual Result<void> write_whole(const std::filesystem::path& path, std::string_view bytes) = 0;
  /// As write_whole, but never replaces. Errors: already_exists; the one that is there is then synced into its folder,
  /// so that a repeat after a failure ends with a file that stays.
  virtual Result<void> write_new(const std::filesystem::path& path, std::string_view bytes) = 0;
  /// As write_new, for our own user's eyes only.
  virtual Result<void> write_secret(const std::filesystem::path& path, std::string_view bytes) = 0;
  /// Errors: not_found; fact_damaged when larger than `limit` bytes.
  virtual Result<std::string> read(const std::filesystem::path& path, std::uint64_t limit) = 0;
  /// Size and SHA-256 of a file's content. Errors: not_found.
  virtual Result<FileHash> hash(const std::filesystem::path& path) = 0;
  /// Sorted by name; hidden names (".…", unfinished writes) left out. Errors: not_found.
  virtual Result<std::vector<Entry>> list(const std::filesystem::path& folder) = 0;
  /// Names of the folder's unfinished writes, which list() leaves out; sorted. Errors: not_found.
  virtual Result<std::vector<std::string>> list_unfinished(const std::filesystem::path& folder) = 0;
  virtual Result<Status> status(const std::filesystem::path& path) = 0;
  /// Opens the file `relative` for reading; no part of that path may be a link or lead out of `folder`. Errors:
  /// not_found.
  virtual Result<Descriptor> open_below(const std::filesystem::path& folder, const std::filesystem::path& relative) = 0;
  /// fsync of every file and folder of the tree, `folder` and its name in its parent included. A disk may forget what
  /// it could not write: after an error only files written anew can be trusted.
  virtual Result<void> sync_tree(const std::filesystem::path& folder) = 0;
  /// Both in one folder. Syncs it.
  virtual Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  /// Removes a file or tree; not there is fine.
  virtual Result<void> remove(const std::filesystem::path& path) = 0;
};

/// The real one, on POSIX.
class PosixFiles final : public Files {
 public:
  Result<void> make_folders(const std::filesystem::path& folder) override;
  Result<void> make_new_folder(const std::filesystem::path& folder) override;
  Result<void> write_whole(const std::filesystem::path& path, std::string_view bytes) override;
  Result<void> write_new(const std::filesystem::path& path, std::string_view bytes) override;
  Result<void> write_secret(const std::filesystem::path& path, std::string_view bytes) override;
  Result<std::string> read(const std::filesystem::path& path, std::uint64_t limit) override;
  Result<FileHash> hash(const std::filesystem::path& path) override;
  Result<std::vector<Entry>> list(const std::filesystem::path& folder) override;
  Result<std::vector<std::string>> list_unfinished(const std::filesystem::path& folder) override;
  Result<Status> status(const std::filesystem::path& path) override;
  Result<Descriptor> open_below(const std::filesystem::path& folder, const std::filesystem::path& relative) override;
  Result<void> sync_tree(const std::filesystem::path& folder) override;
  Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Result<void> remove(const std::filesystem::path& path) override;
};

}  // namespace sipro::storage
