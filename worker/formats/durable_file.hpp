// An output file that is there whole or not at all: written under another name in its folder, synced, renamed, the folder
// synced. Left without commit() it leaves nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace sipro::formats {

class DurableFile {
 public:
  /// Errors: write_failed, storage_full.
  static Result<DurableFile> create(const std::filesystem::path& path);

  DurableFile(DurableFile&& other) noexcept;
  DurableFile& operator=(DurableFile&&) = delete;
  ~DurableFile();

  /// Buffered. False once anything failed; commit() then tells.
  bool write(const void* bytes, std::size_t count);
  /// Bytes given to write() so far.
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] bool failed() const { return error_ != 0; }

  /// Errors: write_failed, storage_full; the context names the file and the cause.
  Result<void> commit();

 private:
  DurableFile(std::filesystem::path path, std::filesystem::path temporary, int descriptor);

  bool flush();
  [[nodiscard]] bool sync_folder() const;

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  int descriptor_;
  int error_ = 0;  // errno of the first failure
  std::uint64_t size_ = 0;
  std::vector<char> buffer_;
};

/// write_failed or storage_full, by errno.
Error output_error(const std::filesystem::path& path, int error_number);

}  // namespace sipro::formats
