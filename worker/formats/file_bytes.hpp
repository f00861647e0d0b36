// The bytes of an input file: opened once, read at explicit offsets, so that several threads may share it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace sipro::formats {

class FileBytes {
 public:
  /// Errors: file_not_found (also for what is no regular file).
  static Result<FileBytes> open(const std::filesystem::path& path);

  FileBytes(FileBytes&& other) noexcept;
  FileBytes& operator=(FileBytes&& other) noexcept;
  ~FileBytes();

  /// Bytes that the file had when it was opened.
  [[nodiscard]] std::uint64_t size() const { return size_; }

  /// Reads up to `count` bytes at `offset`; fewer only at the end of the file. -1: the storage failed.
  [[nodiscard]] std::int64_t read_at(std::uint64_t offset, void* to, std::size_t count) const;

 private:
  FileBytes(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}

  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

/// Walks the head of a file in its byte order. A read beyond the end gives zeros, and exhausted() from then on: a
/// parser checks once a record instead of once a field.
class FileCursor {
 public:
  explicit FileCursor(const FileBytes& file) : file_(&file) {}

  void set_big_endian(bool big) { big_endian_ = big; }
  [[nodiscard]] bool big_endian() const { return big_endian_; }
  [[nodiscard]] bool exhausted() const { return exhausted_; }
  [[nodiscard]] std::uint64_t position() const { return position_; }
  [[nodiscard]] std::uint64_t left() const { return file_->size() - position_; }

  void seek(std::uint64_t position);
  void skip(std::uint64_t count);
  void read(void* to, std::size_t count);
  std::uint8_t u8();
  std::int32_t i32();
  std::int64_t i64();
  double number();
  /// Empty when fewer bytes are left: a length of the file never makes us allocate more than the file holds.
  std::string bytes(std::uint64_t count);

 private:
  const FileBytes* file_;
  std::uint64_t position_ = 0;
  std::uint64_t buffer_start_ = 0;
  std::string buffer_;
  bool big_endian_ = false;
  bool exhausted_ = false;
};

/// Four, eight bytes in the given order.
std::uint32_t load_u32(const char* bytes, bool big_endian);
std::uint64_t load_u64(const char* bytes, bool big_endian);

}  // namespace sipro::formats
