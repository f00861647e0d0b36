#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <memory>
#include <utility>

#include "base/sha256.hpp"
#include "storage/files.hpp"
#include "storage/posix_calls.hpp"

namespace sipro::storage {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kFolderMode = 0770;
constexpr std::size_t kPiece = 256 * 1024;

/// The file's bytes, piece by piece.
Result<void> read_pieces(const Descriptor& file, const fs::path& path,
                         const std::function<bool(const char*, std::size_t)>& use) {
  std::vector<char> buffer(kPiece);
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return storage_error("read", path, errno);
    if (got == 0 || !use(buffer.data(), static_cast<std::size_t>(got))) return {};
  }
}

fs::path parent_of(const fs::path& path) {
  const fs::path parent = path.parent_path();
  return parent.empty() ? fs::path(".") : parent;
}

struct Listed {
  std::string name;
  bool folder = false;
  bool plain = false;
};

Result<bool> next_name(DIR* folder, const fs::path& path, std::string& name) {
  errno = 0;
  const dirent* entry = ::readdir(folder);  // this stream is this thread's own
  if (entry == nullptr && errno != 0) return storage_error("readdir", path, errno);
  if (entry != nullptr) name = entry->d_name;
  return entry != nullptr;
}

/// All names but "." and "..", sorted.
Result<std::vector<Listed>> list_all(const fs::path& folder) {
  auto opened = open_folder(folder);
  if (!opened) return opened.error();
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(opened->get()), &::closedir);
  if (!stream) return storage_error("list", folder, errno);
  static_cast<void>(opened->release());
  std::vector<Listed> out;
  std::string name;
  for (;;) {
    const auto more = next_name(stream.get(), folder, name);
    if (!more) return more.error();
    if (!*more) break;
    if (name == "." || name == "..") continue;
    struct stat status {};
    if (::fstatat(::dirfd(stream.get()), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno == ENOENT) continue;  // gone meanwhile
      return storage_error("stat", folder / name, errno);
    }
    out.push_back({name, S_ISDIR(status.st_mode), S_ISREG(status.st_mode)});
  }
  std::sort(out.begin(), out.end(), [](const Listed& a, const Listed& b) { return a.name < b.name; });
  return out;
}

/// Everything below `folder`, then `folder` itself.
Result<void> sync_below(const fs::path& folder) {
  const auto entries = list_all(folder);
  if (!entries) return entries.error();
  for (const Listed& entry : *entries) {
    Result<void> synced;
    if (entry.folder) {
      synced = sync_below(folder / entry.name);
    } else if (entry.plain) {
      synced = sync_file(folder / entry.name);
    }
    if (!synced) return synced;
  }
  return sync_folder(folder);
}

/// Gives a file of write_hidden() its name, unless that is taken.
Result<void> name_new(const Result<fs::path>& hidden, const fs::path& path) {
  if (!hidden) return hidden.error();
  auto named = rename_new(*hidden, path);
  if (!named) {
    ::unlink(hidden->c_str());
    if (named.error().code != Errc::already_exists) return named;
  }
  if (auto synced = sync_folder(parent_of(path)); !synced) return synced;
  return named;
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = other.release();
  }
  return *this;
}

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

int Descriptor::release() { return std::exchange(fd_, -1); }

Result<void> PosixFiles::make_folders(const fs::path& folder) {
  struct stat status {};
  const fs::path parent = parent_of(folder);
  if (::stat(folder.c_str(), &status) == 0) {
    // Synced again: who made it may have ended before that.
    if (S_ISDIR(status.st_mode)) return sync_folder(parent);
    return Error{Errc::already_exists, "mkdir " + folder.string() + ": there is a file of this name"};
  }
  if (errno != ENOENT) return storage_error("stat", folder, errno);
  if (parent != folder) {
    if (auto made = make_folders(parent); !made) return made;
  }
  auto made = make_new_folder(folder);
  if (!made && made.error().code == Errc::already_exists) return sync_folder(parent);
  return made;
}

Result<void> PosixFiles::make_new_folder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), kFolderMode) != 0) return storage_error("mkdir", folder, errno);
  auto synced = sync_folder(parent_of(folder));
  if (!synced) ::rmdir(folder.c_str());
  return synced;
}

Result<void> PosixFiles::write_whole(const fs::path& path, std::string_view bytes) {
  const auto hidden = write_hidden(parent_of(path), bytes);
  if (!hidden) return hidden.error();
  auto renamed = rename(*hidden, path);
  if (!renamed) ::unlink(hidden->c_str());
  return renamed;
}

Result<void> PosixFiles::write_new(const fs::path& path, std::string_view bytes) {
  return name_new(write_hidden(parent_of(path), bytes), path);
}

Result<void> PosixFiles::write_secret(const fs::path& path, std::string_view bytes) {
  return name_new(write_hidden(parent_of(path), bytes, kSecretMode), path);
}

Result<std::string> PosixFiles::read(const fs::path& path, std::uint64_t limit) {
  auto file = open_file(path);
  if (!file) return file.error();
  std::string bytes;
  auto done = read_pieces(*file, path, [&](const char* piece, std::size_t size) {
    bytes.append(piece, size);
    return bytes.size() <= limit;
  });
  if (!done) return done.error();
  if (bytes.size() <= limit) return bytes;
  return Error{Errc::fact_damaged, path.string() + ": larger than " + std::to_string(limit) + " bytes"};
}

Result<FileHash> PosixFiles::hash(const fs::path& path) {
  auto file = open_file(path);
  if (!file) return file.error();
  FileHash out;
  Sha256 sha;
  auto done = read_pieces(*file, path, [&](const char* piece, std::size_t size) {
    sha.add(piece, size);
    out.size += size;
    return true;
  });
  if (!done) return done.error();
  out.sha256 = sha.hex();
  return out;
}

Result<std::vector<Entry>> PosixFiles::list(const fs::path& folder) {
  const auto listed = list_all(folder);
  if (!listed) return listed.error();
  std::vector<Entry> out;
  for (const Listed& entry : *listed) {
    if (entry.name.front() != '.') out.push_back({entry.name, entry.folder});
  }
  return out;
}

Result<std::vector<std::string>> PosixFiles::list_unfinished(const fs::path& folder) {
  const auto listed = list_all(folder);
  if (!listed) return listed.error();
  std::vector<std::string> out;
  for (const Listed& entry : *listed) {
    if (entry.name.front() == '.') out.push_back(entry.name);
  }
  return out;
}

Result<Status> PosixFiles::status(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return storage_error("stat", path, errno);
  if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) {
    return Error{Errc::not_found, "stat " + path.string() + ": neither a plain file nor a folder"};
  }
  Status out;
  out.folder = S_ISDIR(status.st_mode);
  out.size = static_cast<std::uint64_t>(status.st_size);
  const auto since = std::chrono::seconds(status.st_mtim.tv_sec) + std::chrono::nanoseconds(status.st_mtim.tv_nsec);
  out.modified =
      std::chrono::system_clock::time_point(std::chrono::duration_cast<std::chrono::system_clock::duration>(since));
  return out;
}

Result<Descriptor> PosixFiles::open_below(const fs::path& folder, const fs::path& relative) {
  return open_beneath(folder, relative);
}

Result<void> PosixFiles::sync_tree(const fs::path& folder) {
  if (auto synced = sync_below(folder); !synced) return synced;
  return sync_folder(parent_of(folder));
}

Result<void> PosixFiles::rename(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return storage_error("rename", to, errno);
  return sync_folder(parent_of(to));
}

Result<void> PosixFiles::remove(const fs::path& path) {
  std::error_code code;
  fs::remove_all(path, code);
  if (!code || code == std::errc::no_such_file_or_directory) return {};
  // A folder that fills while it is removed, or that holds what NFS keeps for those who have it open.
  if (code == std::errc::directory_not_empty) {
    return Error{Errc::storage_unavailable, "remove " + path.string() + ": " + code.message()};
  }
  return storage_error("remove", path, code.value());
}

}  // namespace sipro::storage
