// A storage port that fails where a test says so: a decorator of another one. Any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>

#include "storage/files.hpp"

namespace sipro::test {

struct Fault {
  int cause = 0;               // errno that the storage reports: ENOSPC, EDQUOT, EIO, ESTALE, EROFS; 0: it doesn't fail
  std::size_t at = 0;          // the number of the call, from 1, among those of `call`; 0: every one
  std::string call;            // "write_new"; empty: any
  bool after = false;          // the call takes effect and is then reported as failed; otherwise it does nothing
  std::function<void()> slow;  // called before the call: moves a test's clock, or waits for what it is told
};

class FaultyFiles final : public storage::Files {
 public:
  explicit FaultyFiles(storage::Files& real) : real_(&real) {}

  /// From now on; counts calls from 0 again.
  void inject(Fault fault);
  void heal() { inject({}); }
  /// Calls that matched the fault's `call`, and faults that really hit, since then.
  [[nodiscard]] std::size_t calls() const;
  [[nodiscard]] std::size_t hits() const;

  Result<void> make_folders(const std::filesystem::path& folder) override;
  Result<void> make_new_folder(const std::filesystem::path& folder) override;
  Result<void> write_whole(const std::filesystem::path& path, std::string_view bytes) override;
  Result<void> write_new(const std::filesystem::path& path, std::string_view bytes) override;
  Result<void> write_secret(const std::filesystem::path& path, std::string_view bytes) override;
  Result<std::string> read(const std::filesystem::path& path, std::uint64_t limit) override;
  Result<storage::FileHash> hash(const std::filesystem::path& path) override;
  Result<std::vector<storage::Entry>> list(const std::filesystem::path& folder) override;
  Result<std::vector<std::string>> list_unfinished(const std::filesystem::path& folder) override;
  Result<storage::Status> status(const std::filesystem::path& path) override;
  Result<storage::Descriptor> open_below(const std::filesystem::path& folder,
                                         const std::filesystem::path& relative) override;
  Result<void> sync_tree(const std::filesystem::path& folder) override;
  Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Result<void> remove(const std::filesystem::path& path) override;

 private:
  /// What happens to this call.
  Fault next(std::string_view call);
  template <class Call>
  auto run(std::string_view name, const std::filesystem::path& path, const Call& call) -> decltype(call());

  storage::Files* real_;
  mutable std::mutex mutex_;
  Fault fault_;
  std::size_t calls_ = 0;
  std::size_t hits_ = 0;
};

}  // namespace sipro::test
