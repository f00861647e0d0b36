#include "support/faulty_files.hpp"

#include <utility>

#include "storage/posix_calls.hpp"

namespace sipro::test {

namespace fs = std::filesystem;

void FaultyFiles::inject(Fault fault) {
  const std::lock_guard lock(mutex_);
  fault_ = std::move(fault);
  calls_ = hits_ = 0;
}

std::size_t FaultyFiles::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

std::size_t FaultyFiles::hits() const {
  const std::lock_guard lock(mutex_);
  return hits_;
}

Fault FaultyFiles::next(std::string_view call) {
  const std::lock_guard lock(mutex_);
  if (!fault_.call.empty() && fault_.call != call) return {};
  ++calls_;
  if (fault_.at != 0 && fault_.at != calls_) return {};
  if (fault_.cause != 0 || fault_.slow) ++hits_;
  return fault_;
}

template <class Call>
auto FaultyFiles::run(std::string_view name, const fs::path& path, const Call& call) -> decltype(call()) {
  const Fault fault = next(name);
  if (fault.slow) fault.slow();
  if (fault.cause == 0) return call();
  if (fault.after) static_cast<void>(call());
  return storage::storage_error(name, path, fault.cause);
}

Result<void> FaultyFiles::make_folders(const fs::path& folder) {
  return run("make_folders", folder, [&] { return real_->make_folders(folder); });
}

Result<void> FaultyFiles::make_new_folder(const fs::path& folder) {
  const Fault fault = next("make_new_folder");
  if (fault.slow) fault.slow();
  // The port promises to take away what it could not finish.
  if (fault.cause != 0) return storage::storage_error("make_new_folder", folder, fault.cause);
  return real_->make_new_folder(folder);
}

Result<void> FaultyFiles::write_whole(const fs::path& path, std::string_view bytes) {
  return run("write_whole", path, [&] { return real_->write_whole(path, bytes); });
}

Result<void> FaultyFiles::write_secret(const fs::path& path, std::string_view bytes) {
  return run("write_secret", path, [&] { return real_->write_secret(path, bytes); });
}

Result<void> FaultyFiles::write_new(const fs::path& path, std::string_view bytes) {
  return run("write_new", path, [&] { return real_->write_new(path, bytes); });
}

Result<std::string> FaultyFiles::read(const fs::path& path, std::uint64_t limit) {
  return run("read", path, [&] { return real_->read(path, limit); });
}

Result<storage::FileHash> FaultyFiles::hash(const fs::path& path) {
  return run("hash", path, [&] { return real_->hash(path); });
}

Result<std::vector<storage::Entry>> FaultyFiles::list(const fs::path& folder) {
  return run("list", folder, [&] { return real_->list(folder); });
}

Result<std::vector<std::string>> FaultyFiles::list_unfinished(const fs::path& folder) {
  return run("list_unfinished", folder, [&] { return real_->list_unfinished(folder); });
}

Result<storage::Status> FaultyFiles::status(const fs::path& path) {
  return run("status", path, [&] { return real_->status(path); });
}

Result<storage::Descriptor> FaultyFiles::open_below(const fs::path& folder, const fs::path& relative) {
  return run("open_below", folder / relative, [&] { return real_->open_below(folder, relative); });
}

Result<void> FaultyFiles::sync_tree(const fs::path& folder) {
  return run("sync_tree", folder, [&] { return real_->sync_tree(folder); });
}

Result<void> FaultyFiles::rename(const fs::path& from, const fs::path& to) {
  return run("rename", to, [&] { return real_->rename(from, to); });
}

Result<void> FaultyFiles::remove(const fs::path& path) {
  return run("remove", path, [&] { return real_->remove(path); });
}

}  // namespace sipro::test
