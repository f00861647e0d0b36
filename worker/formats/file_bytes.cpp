#include "formats/file_bytes.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "base/input_file.hpp"
#include "formats/read_failure.hpp"

namespace sipro::formats {
namespace {

constexpr std::size_t kCursorBuffer = 64 * 1024;

}  // namespace

Result<FileBytes> FileBytes::open(const std::filesystem::path& path) {
  const int descriptor = open_input(path);
  if (descriptor < 0) return not_found();
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    return not_found();
  }
  return FileBytes(descriptor, static_cast<std::uint64_t>(status.st_size));
}

FileBytes::FileBytes(FileBytes&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}

FileBytes& FileBytes::operator=(FileBytes&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(size_, other.size_);
  return *this;
}

FileBytes::~FileBytes() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::int64_t FileBytes::read_at(std::uint64_t offset, void* to, std::size_t count) const {
  return sipro::read_at(descriptor_, offset, to, count);
}

void FileCursor::seek(std::uint64_t position) {
  if (position > file_->size()) {
    exhausted_ = true;
    return;
  }
  position_ = position;
}

void FileCursor::skip(std::uint64_t count) {
  if (count > left()) {
    exhausted_ = true;
    return;
  }
  position_ += count;
}

void FileCursor::read(void* to, std::size_t count) {
  if (exhausted_ || count > left()) {
    exhausted_ = true;
    std::memset(to, 0, count);
    return;
  }
  if (count > kCursorBuffer) {
    exhausted_ = file_->read_at(position_, to, count) != static_cast<std::int64_t>(count);
    position_ += count;
    return;
  }
  if (position_ < buffer_start_ || position_ + count > buffer_start_ + buffer_.size()) {
    buffer_.resize(kCursorBuffer);
    const std::int64_t got = file_->read_at(position_, buffer_.data(), kCursorBuffer);
    buffer_.resize(static_cast<std::size_t>(std::max<std::int64_t>(got, 0)));
    buffer_start_ = position_;
    if (buffer_.size() < count) {
      exhausted_ = true;
      std::memset(to, 0, count);
      return;
    }
  }
  std::memcpy(to, buffer_.data() + (position_ - buffer_start_), count);
  position_ += count;
}

std::uint8_t FileCursor::u8() {
  std::uint8_t value = 0;
  read(&value, 1);
  return value;
}

std::int32_t FileCursor::i32() {
  char raw[4];
  read(raw, sizeof raw);
  return static_cast<std::int32_t>(load_u32(raw, big_endian_));
}

std::int64_t FileCursor::i64() {
  char raw[8];
  read(raw, sizeof raw);
  return static_cast<std::int64_t>(load_u64(raw, big_endian_));
}

double FileCursor::number() { return std::bit_cast<double>(i64()); }

std::string FileCursor::bytes(std::uint64_t count) {
  if (exhausted_ || count > left()) {
    exhausted_ = true;
    return {};
  }
  std::string out(static_cast<std::size_t>(count), '\0');
  read(out.data(), out.size());
  return out;
}

std::uint32_t load_u32(const char* bytes, bool big_endian) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return big_endian ? __builtin_bswap32(value) : value;
}

std::uint64_t load_u64(const char* bytes, bool big_endian) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return big_endian ? __builtin_bswap64(value) : value;
}

}  // namespace sipro::formats
