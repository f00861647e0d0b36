// A result file that is never visible half-written: made under another name in its folder, then renamed. It is not
// synced: whoever publishes a whole folder of results syncs them together, since each sync of its own waits for the
// disk's journal.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace sipro::workbook {

/// The error for a failed write of `path`: storage_full when `cause` (an errno) says so, else write_failed.
Error write_error(const std::filesystem::path& path, int cause);

/// Creates and opens an empty file of a name that nothing else has, in `folder`, for reading and writing; its mode
/// follows the umask. Returns the descriptor and sets `path`, or -1 with errno.
int create_unique_file(const std::filesystem::path& folder, std::filesystem::path& path);

class NewFile {
 public:
  /// Creates the file's other name. Errors: write_failed, storage_full.
  static Result<NewFile> create(std::filesystem::path target);

  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;
  /// Removes what was not published.
  ~NewFile();

  /// The name to write to until publish().
  [[nodiscard]] const std::filesystem::path& part() const { return part_; }
  [[nodiscard]] const std::filesystem::path& target() const { return target_; }

  /// Gives the written file its name, in place of an earlier one. Errors: write_failed, storage_full.
  Result<void> publish();

 private:
  explicit NewFile(std::filesystem::path target) : target_(std::move(target)) {}

  std::filesystem::path target_;
  std::filesystem::path part_;  // empty: nothing to remove
};

}  // namespace sipro::workbook
