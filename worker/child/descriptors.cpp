#include "child/descriptors.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <vector>

namespace sipro::child {
namespace {

constexpr std::size_t kLongestLine = 1U << 20U;

bool readable_file(int descriptor) {
  struct stat status {};
  const int flags = ::fcntl(descriptor, F_GETFL);
  return flags >= 0 && (flags & (O_ACCMODE | O_PATH)) == O_RDONLY && ::fstat(descriptor, &status) == 0 &&
         S_ISREG(status.st_mode);
}

}  // namespace

Result<std::string> read_line(int descriptor) {
  std::string line;
  for (;;) {
    char byte = 0;  // one at a time: what follows the line is not ours to take
    const ssize_t got = ::read(descriptor, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Error{Errc::wrong_usage, "stdin ended before a whole line of it was read"};
    if (byte == '\n') return line;
    if (line.size() == kLongestLine) return Error{Errc::wrong_usage, "the line on stdin is too long"};
    line.push_back(byte);
  }
}

void write_line(int descriptor, std::string line) {
  line.push_back('\n');
  for (std::size_t done = 0; done < line.size();) {
    const ssize_t put = ::write(descriptor, line.data() + done, line.size() - done);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return;
    done += static_cast<std::size_t>(put);
  }
}

Result<void> keep_descriptors(const ChildSpec& spec) {
  std::vector<int> kept = spec.inputs;
  if (spec.hs_master) kept.push_back(*spec.hs_master);
  for (const int descriptor : kept) {
    if (readable_file(descriptor)) continue;
    return Error{Errc::wrong_usage, "descriptor " + std::to_string(descriptor) + " is no file open for reading only"};
  }
  std::sort(kept.begin(), kept.end());
  unsigned next = kProgressDescriptor + 1;
  for (const int descriptor : kept) {
    const auto number = static_cast<unsigned>(descriptor);
    if (number > next) ::close_range(next, number - 1, 0);
    next = number + 1;
  }
  if (::close_range(next, std::numeric_limits<unsigned>::max(), 0) == 0) return {};
  return Error{Errc::wrong_usage, "the descriptors that are not named can't be closed"};
}

}  // namespace sipro::child
