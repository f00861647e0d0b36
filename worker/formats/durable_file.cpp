#include "formats/durable_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <random>
#include <system_error>
#include <utility>

namespace sipro::formats {
namespace {

constexpr std::size_t kBuffer = 256 * 1024;
constexpr int kNameAttempts = 16;

}  // namespace

Error output_error(const std::filesystem::path& path, int error_number) {
  const bool full = error_number == ENOSPC || error_number == EDQUOT;
  return {full ? Errc::storage_full : Errc::write_failed,
          path.string() + ": " + std::system_category().message(error_number)};
}

Result<DurableFile> DurableFile::create(const std::filesystem::path& path) {
  std::random_device random;
  for (int attempt = 0; attempt < kNameAttempts; ++attempt) {
    std::array<char, 16> suffix{};
    std::snprintf(suffix.data(), suffix.size(), ".%08x", random());
    const std::filesystem::path temporary = path.parent_path() / ("." + path.filename().string() + suffix.data());
    const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor >= 0) return DurableFile(path, temporary, descriptor);
    if (errno != EEXIST) break;
  }
  return output_error(path, errno);
}

DurableFile::DurableFile(std::filesystem::path path, std::filesystem::path temporary, int descriptor)
    : path_(std::move(path)), temporary_(std::move(temporary)), descriptor_(descriptor) {
  buffer_.reserve(kBuffer);
}

DurableFile::DurableFile(DurableFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      error_(other.error_),
      size_(other.size_),
      buffer_(std::move(other.buffer_)) {}

DurableFile::~DurableFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

bool DurableFile::write(const void* bytes, std::size_t count) {
  const char* from = static_cast<const char*>(bytes);
  size_ += count;
  while (count > 0) {
    const std::size_t part = std::min(count, kBuffer - buffer_.size());
    buffer_.insert(buffer_.end(), from, from + part);
    from += part;
    count -= part;
    if (buffer_.size() == kBuffer && !flush()) return false;
  }
  return error_ == 0;
}

bool DurableFile::flush() {
  std::size_t done = 0;
  while (error_ == 0 && done < buffer_.size()) {
    const ssize_t put = ::write(descriptor_, buffer_.data() + done, buffer_.size() - done);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) {
      error_ = put < 0 ? errno : EIO;
    } else {
      done += static_cast<std::size_t>(put);
    }
  }
  buffer_.clear();
  return error_ == 0;
}

bool DurableFile::sync_folder() const {
  const std::filesystem::path folder = path_.has_parent_path() ? path_.parent_path() : std::filesystem::path(".");
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool synced = ::fsync(descriptor) == 0;
  const int error = errno;
  ::close(descriptor);
  errno = error;
  return synced;
}

Result<void> DurableFile::commit() {
  if (flush() && ::fsync(descriptor_) != 0) error_ = errno;
  // An error of close counts too: on some storages it is the first to tell that the space is used up.
  if (::close(std::exchange(descriptor_, -1)) != 0 && error_ == 0) error_ = errno;
  if (error_ == 0 && ::rename(temporary_.c_str(), path_.c_str()) != 0) error_ = errno;
  if (error_ != 0) {
    ::unlink(temporary_.c_str());
    return output_error(path_, error_);
  }
  if (!sync_folder()) return output_error(path_, errno);
  return {};
}

}  // namespace sipro::formats
