#include "formats/buffered_output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace sipro::formats {
namespace {

constexpr std::size_t kBuffer = 256 * 1024;

}  // namespace

Result<BufferedOutput> BufferedOutput::create(const std::filesystem::path& path) {
  auto file = workbook::NewFile::create(path);
  if (!file) return file.error();
  const int descriptor = ::open(file->part().c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return workbook::write_error(path, errno);
  return BufferedOutput(std::move(*file), descriptor);
}

BufferedOutput::BufferedOutput(workbook::NewFile file, int descriptor)
    : file_(std::move(file)), descriptor_(descriptor) {
  buffer_.reserve(kBuffer);
}

BufferedOutput::BufferedOutput(BufferedOutput&& other) noexcept
    : file_(std::move(other.file_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      error_(other.error_),
      size_(other.size_),
      buffer_(std::move(other.buffer_)) {}

BufferedOutput::~BufferedOutput() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool BufferedOutput::write(const void* bytes, std::size_t count) {
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

bool BufferedOutput::flush() {
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

Result<void> BufferedOutput::publish() {
  flush();
  // An error of close counts too: on some storages it is the first to tell that the space is used up.
  if (::close(std::exchange(descriptor_, -1)) != 0 && error_ == 0) error_ = errno;
  if (error_ != 0) return workbook::write_error(file_.target(), error_);
  return file_.publish();
}

}  // namespace sipro::formats
