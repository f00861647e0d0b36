#include "storage/posix_calls.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/random.hpp"

namespace sipro::storage {
namespace {

namespace fs = std::filesystem;

Errc code_of(int cause) {
  switch (cause) {
    case ENOSPC:
    case EDQUOT: return Errc::storage_full;
    case ENOENT:
    case ENOTDIR:
    case ELOOP: return Errc::not_found;
    case EEXIST:
    case ENOTEMPTY: return Errc::already_exists;
    default: return Errc::storage_unavailable;
  }
}

Result<void> write_all(int fd, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return storage_error("write", path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return {};
}

/// O_NONBLOCK: a pipe must not hold us. Plain files don't know it.
constexpr int kRead = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;

Result<Descriptor> only_plain_file(Descriptor file, const fs::path& path) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return storage_error("fstat", path, errno);
  if (!S_ISREG(status.st_mode)) return Error{Errc::not_found, "open " + path.string() + ": not a plain file"};
  return file;
}

bool stays_below(const fs::path& relative) {
  if (relative.empty() || relative.is_absolute()) return false;
  for (const auto& part : relative) {
    if (part.empty() || part == "." || part == "..") return false;
  }
  return true;
}

Error leads_out(const fs::path& folder, const fs::path& relative) {
  return {Errc::not_found, "open " + relative.string() + ": does not lie below " + folder.string()};
}

}  // namespace

Error storage_error(std::string_view call, const fs::path& path, int cause) {
  return {code_of(cause), std::string(call) + " " + path.string() + ": " + std::strerror(cause)};
}

Result<Descriptor> open_file(const fs::path& path) {
  Descriptor file(::open(path.c_str(), kRead));
  if (file.get() < 0) return storage_error("open", path, errno);
  return only_plain_file(std::move(file), path);
}

Result<Descriptor> open_folder(const fs::path& folder) {
  Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() < 0) return storage_error("open", folder, errno);
  return descriptor;
}

Result<void> sync_and_close(Descriptor descriptor, const fs::path& path) {
  if (::fsync(descriptor.get()) != 0) return storage_error("fsync", path, errno);
  // Linux: closed also after EINTR, so it must not be repeated.
  if (::close(descriptor.release()) != 0 && errno != EINTR) return storage_error("close", path, errno);
  return {};
}

Result<void> sync_file(const fs::path& path) {
  auto opened = open_file(path);
  if (!opened) return opened.error();
  return sync_and_close(std::move(*opened), path);
}

Result<void> sync_folder(const fs::path& folder) {
  auto opened = open_folder(folder);
  if (!opened) return opened.error();
  return sync_and_close(std::move(*opened), folder);
}

Result<fs::path> write_hidden(const fs::path& folder, std::string_view bytes, mode_t mode) {
  constexpr std::size_t kRandomBytes = 12;
  fs::path path = folder / (".new-" + random_hex(kRandomBytes));
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (file.get() < 0) return storage_error("create", path, errno);
  auto written = write_all(file.get(), bytes, path);
  if (written) written = sync_and_close(std::move(file), path);
  if (written) return path;
  ::unlink(path.c_str());
  return written.error();
}

Result<void> rename_new(const fs::path& from, const fs::path& to) {
  constexpr unsigned kNoReplace = 1;  // RENAME_NOREPLACE
  if (::syscall(SYS_renameat2, AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), kNoReplace) == 0) return {};
  if (errno == EINVAL || errno == ENOSYS || errno == EPERM) return rename_new_by_link(from, to);
  return storage_error("rename", to, errno);
}

Result<void> rename_new_by_link(const fs::path& from, const fs::path& to) {
  if (::link(from.c_str(), to.c_str()) != 0) {
    const int cause = errno;
    // NFS: an answer that got lost is asked for again, and the second try finds the link of the first.
    struct stat status {};
    const bool ours = cause == EEXIST && ::stat(from.c_str(), &status) == 0 && status.st_nlink == 2;
    if (!ours) return storage_error("link", to, cause);
  }
  // The file has its name; a second, hidden one does no harm.
  ::unlink(from.c_str());
  return {};
}

Result<Descriptor> open_beneath(const fs::path& folder, const fs::path& relative) {
  if (!stays_below(relative)) return leads_out(folder, relative);
  auto base = open_folder(folder);
  if (!base) return base.error();
  open_how how{};
  how.flags = static_cast<std::uint64_t>(kRead);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  const long fd = ::syscall(SYS_openat2, base->get(), relative.c_str(), &how, sizeof how);
  if (fd >= 0) return only_plain_file(Descriptor(static_cast<int>(fd)), folder / relative);
  switch (errno) {
    case EXDEV: return leads_out(folder, relative);
    // EPERM: filters that don't know the call; EAGAIN: renames nearby, which the kernel could not be sure about.
    case ENOSYS:
    case EPERM:
    case EAGAIN: return open_beneath_by_steps(folder, relative);
    default: return storage_error("open", folder / relative, errno);
  }
}

Result<Descriptor> open_beneath_by_steps(const fs::path& folder, const fs::path& relative) {
  if (!stays_below(relative)) return leads_out(folder, relative);
  auto at = open_folder(folder);
  if (!at) return at.error();
  const fs::path parents = relative.parent_path();
  for (const auto& part : parents) {
    Descriptor next(::openat(at->get(), part.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (next.get() < 0) return storage_error("open", folder / relative, errno);
    *at = std::move(next);
  }
  Descriptor file(::openat(at->get(), relative.filename().c_str(), kRead));
  if (file.get() < 0) return storage_error("open", folder / relative, errno);
  return only_plain_file(std::move(file), folder / relative);
}

}  // namespace sipro::storage
