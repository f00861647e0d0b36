#include "workbook/scratch.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <new>

#include "workbook/new_file.hpp"

namespace sipro::workbook {
namespace {

thread_local Scratch* current = nullptr;

/// A file without a name in `folder`. Returns -1 with errno.
int open_unnamed(const std::filesystem::path& folder) {
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR)) return fd;
  std::filesystem::path name;  // NFS has no O_TMPFILE
  const int named = create_unique_file(folder, name);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

}  // namespace

class ScratchPart {
 public:
  explicit ScratchPart(Scratch& scratch) : scratch_(scratch) {}
  ScratchPart(const ScratchPart&) = delete;
  ScratchPart& operator=(const ScratchPart&) = delete;
  ~ScratchPart() {
    if (fd_ >= 0) ::close(fd_);
  }

  std::FILE* open();
  ssize_t read(char* to, std::size_t size);
  ssize_t write(const char* from, std::size_t size);
  int seek(off64_t& offset, int whence);
  void forget();
  /// Remembers the cause, since the library asks only the last stream, and not always; returns -1.
  ssize_t fail(int cause) {
    if (scratch_.error_ == 0) scratch_.error_ = cause;
    errno = cause;
    return -1;
  }

 private:
  bool spill();
  bool append_to_file(const char* from, std::size_t size);

  Scratch& scratch_;
  std::FILE* stream_ = nullptr;
  std::string memory_;
  int fd_ = -1;  // once spilled
  std::size_t size_ = 0;
  std::size_t at_ = 0;
  bool finished_ = false;
};

namespace {

// The C library calls these; nothing may be thrown through it.
ssize_t read_part(void* part, char* to, std::size_t size) noexcept {
  try {
    return static_cast<ScratchPart*>(part)->read(to, size);
  } catch (const std::bad_alloc&) {
    return static_cast<ScratchPart*>(part)->fail(ENOMEM);
  }
}

ssize_t write_part(void* part, const char* from, std::size_t size) noexcept {
  // A stream cookie tells failure by writing fewer bytes, never by a negative count.
  return std::max<ssize_t>(static_cast<ScratchPart*>(part)->write(from, size), 0);
}

int seek_part(void* part, off64_t* offset, int whence) noexcept {
  return static_cast<ScratchPart*>(part)->seek(*offset, whence);
}

int close_part(void* part) noexcept {
  const std::unique_ptr<ScratchPart> owned(static_cast<ScratchPart*>(part));
  owned->forget();
  return 0;
}

}  // namespace

std::FILE* ScratchPart::open() {
  stream_ = ::fopencookie(this, "w+b", {read_part, write_part, seek_part, close_part});
  if (stream_ != nullptr) {
    scratch_.open_.push_back(stream_);
    ++scratch_.parts_;
  }
  return stream_;
}

ssize_t ScratchPart::read(char* to, std::size_t size) {
  if (fd_ >= 0) {
    const ssize_t got = ::pread(fd_, to, size, static_cast<off_t>(at_));
    if (got < 0) return fail(errno);
    at_ += static_cast<std::size_t>(got);
    return got;
  }
  if (!finished_) {
    finished_ = true;
    if (scratch_.finish_) scratch_.finish_(memory_);
    size_ = memory_.size();
  }
  const std::size_t count = at_ < size_ ? std::min(size, size_ - at_) : 0;
  std::memcpy(to, memory_.data() + std::min(at_, size_), count);
  at_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t ScratchPart::write(const char* from, std::size_t size) {
  if (at_ != size_) return fail(ESPIPE);  // the library only ever appends
  if (fd_ < 0 && size_ + size > scratch_.memory_bytes_ && !spill()) return -1;
  if (fd_ >= 0) {
    if (!append_to_file(from, size)) return -1;
  } else {
    try {
      memory_.append(from, size);
    } catch (const std::bad_alloc&) {
      return fail(ENOMEM);
    }
  }
  size_ += size;
  at_ = size_;
  return static_cast<ssize_t>(size);
}

bool ScratchPart::spill() {
  fd_ = open_unnamed(scratch_.folder_);
  if (fd_ < 0) return fail(errno) >= 0;
  if (!append_to_file(memory_.data(), memory_.size())) return false;
  memory_ = {};
  return true;
}

bool ScratchPart::append_to_file(const char* from, std::size_t size) {
  for (std::size_t done = 0; done < size;) {
    const ssize_t wrote = ::write(fd_, from + done, size - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return fail(wrote < 0 ? errno : EIO) >= 0;
    done += static_cast<std::size_t>(wrote);
  }
  return true;
}

int ScratchPart::seek(off64_t& offset, int whence) {
  const auto size = static_cast<off64_t>(size_);
  const off64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? static_cast<off64_t>(at_) : size;
  const off64_t to = base + offset;
  if (to < 0 || to > size) {
    errno = EINVAL;
    return -1;
  }
  at_ = static_cast<std::size_t>(to);
  offset = to;
  return 0;
}

void ScratchPart::forget() { std::erase(scratch_.open_, stream_); }

Scratch::Scratch(std::filesystem::path folder, std::size_t memory_bytes, Finish finish)
    : folder_(std::move(folder)), memory_bytes_(memory_bytes), finish_(std::move(finish)), outer_(current) {
  current = this;
}

Scratch::~Scratch() {
  current = outer_;
  while (!open_.empty()) std::fclose(open_.back());
}

std::FILE* Scratch::open_part() {
  auto part = std::make_unique<ScratchPart>(*this);
  std::FILE* const stream = part->open();
  if (stream == nullptr) {
    if (error_ == 0) error_ = errno;
    return nullptr;
  }
  (void)part.release();  // owned by the stream
  return stream;
}

}  // namespace sipro::workbook

/// libxlsxwriter 1.1.4: the function that its source offers for replacement; the program's own wins over the library's.
extern "C" std::FILE* lxw_tmpfile(char* /*tmpdir*/) {
  if (sipro::workbook::current == nullptr) return std::tmpfile();
  try {
    return sipro::workbook::current->open_part();
  } catch (const std::bad_alloc&) {
    errno = ENOMEM;
    return nullptr;
  }
}
