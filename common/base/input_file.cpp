#include "base/input_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>

namespace sipro {
namespace {

constexpr std::size_t kPiece = 64 * 1024;

/// N of "/dev/fd/N"; -1: another name.
int descriptor_of(std::string_view path) {
  static constexpr std::string_view kPrefix = "/dev/fd/";
  if (!path.starts_with(kPrefix)) return -1;
  path.remove_prefix(kPrefix.size());
  int number = 0;
  const auto parsed = std::from_chars(path.data(), path.data() + path.size(), number);
  const bool whole = parsed.ec == std::errc() && parsed.ptr == path.data() + path.size();
  return whole && number >= 0 ? number : -1;
}

}  // namespace

int open_input(const std::filesystem::path& path) {
  if (const int descriptor = descriptor_of(path.native()); descriptor >= 0)
    return ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  return ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
}

std::int64_t read_at(int descriptor, std::uint64_t offset, void* to, std::size_t count) {
  std::size_t done = 0;
  while (done < count) {
    const ssize_t got =
        ::pread(descriptor, static_cast<char*>(to) + done, count - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return static_cast<std::int64_t>(done);
}

Result<std::string> read_input(const std::filesystem::path& path, std::uint64_t limit) {
  const int descriptor = open_input(path);
  if (descriptor < 0) return Error{Errc::file_not_found, path.string() + ": " + std::strerror(errno)};
  std::string bytes;
  auto got = static_cast<std::int64_t>(kPiece);
  while (got == static_cast<std::int64_t>(kPiece) && bytes.size() <= limit) {
    const std::size_t at = bytes.size();
    bytes.resize(at + kPiece);
    got = read_at(descriptor, at, bytes.data() + at, kPiece);
    bytes.resize(at + static_cast<std::size_t>(std::max<std::int64_t>(got, 0)));
  }
  const int cause = errno;
  ::close(descriptor);
  if (got < 0) return Error{Errc::file_not_found, path.string() + ": " + std::strerror(cause)};
  if (bytes.size() > limit) return Error{Errc::file_too_large, path.string() + " is larger than its kind may be"};
  return bytes;
}

}  // namespace sipro
