#include "workbook/new_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

namespace sipro::workbook {
namespace {

constexpr int kNameAttempts = 1000;

}  // namespace

Error write_error(const std::filesystem::path& path, int cause) {
  const bool full = cause == ENOSPC || cause == EDQUOT;
  const char* reason = cause == 0 ? "unknown cause" : std::strerror(cause);
  return {full ? Errc::storage_full : Errc::write_failed, "writing " + path.string() + ": " + reason};
}

int create_unique_file(const std::filesystem::path& folder, std::filesystem::path& path) {
  static std::atomic<unsigned> next{0};
  const std::string stem = ".sipro-" + std::to_string(::getpid()) + "-";
  for (int attempt = 0; attempt < kNameAttempts; ++attempt) {
    path = folder / (stem + std::to_string(next++) + ".part");
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0 || errno != EEXIST) return fd;
  }
  return -1;
}

Result<NewFile> NewFile::create(std::filesystem::path target) {
  NewFile file(std::move(target));
  const int fd = create_unique_file(file.target_.parent_path(), file.part_);
  if (fd < 0) {
    file.part_.clear();
    return write_error(file.target_, errno);
  }
  ::close(fd);
  return file;
}

NewFile::NewFile(NewFile&& other) noexcept
    : target_(std::move(other.target_)), part_(std::exchange(other.part_, std::filesystem::path{})) {}

NewFile::~NewFile() {
  if (!part_.empty()) ::unlink(part_.c_str());
}

Result<void> NewFile::publish() {
  if (::rename(part_.c_str(), target_.c_str()) != 0) return write_error(target_, errno);
  part_.clear();
  return {};
}

}  // namespace sipro::workbook
