// Writes a new file in large pieces and keeps the first failure.
#pragma once

#include <cstdint>
#include <vector>

#include "workbook/new_file.hpp"

namespace sipro::formats {

class BufferedOutput {
 public:
  /// Writes `path` as a NewFile. Errors: write_failed, storage_full.
  static Result<BufferedOutput> create(const std::filesystem::path& path);

  BufferedOutput(BufferedOutput&& other) noexcept;
  BufferedOutput& operator=(BufferedOutput&&) = delete;
  ~BufferedOutput();

  /// False once anything failed; publish() then tells.
  bool write(const void* bytes, std::size_t count);
  /// Bytes given to write() so far.
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] bool failed() const { return error_ != 0; }

  /// The file gets its name; whoever publishes the folder syncs it. Errors: write_failed, storage_full.
  Result<void> publish();

 private:
  BufferedOutput(workbook::NewFile file, int descriptor);
  bool flush();

  workbook::NewFile file_;
  int descriptor_;
  int error_ = 0;  // errno of the first failure
  std::uint64_t size_ = 0;
  std::vector<char> buffer_;
};

}  // namespace sipro::formats
