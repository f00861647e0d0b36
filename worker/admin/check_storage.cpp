// POSIX is called directly here: what is tried out is the storage itself, not our port to it.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>
#include <thread>

#include "admin/doctor_checks.hpp"
#include "admin/figures.hpp"
#include "base/random.hpp"
#include "storage/files.hpp"
#include "storage/volume.hpp"

namespace sipro::admin {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using storage::Descriptor;

constexpr std::size_t kTrialBytes = 8U << 20U;
constexpr std::uint64_t kLeastFree = 256U << 20U;
constexpr std::uint64_t kLittleFree = 4ULL << 30U;
constexpr double kSlowSyncSeconds = 0.5;
constexpr int kRenames = 200;
constexpr const char* kMend = "this volume can't hold the facts of jobs safely: use another one, or mend its mount";

std::string cause() { return std::strerror(errno); }  // NOLINT: no other thread of ours asks

/// The trial's own folder; removed at the end.
class Trial {
 public:
  explicit Trial(const fs::path& root) : folder_(root / (".doctor-" + random_hex(8))) {
    made_ = ::mkdir(folder_.c_str(), 0700) == 0;
  }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;
  ~Trial() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  [[nodiscard]] bool made() const { return made_; }
  [[nodiscard]] const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
  bool made_ = false;
};

/// Empty where it worked; else the cause.
std::string write_file(const fs::path& path, std::size_t bytes, char filler, bool sync) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return cause();
  const std::string block(std::min<std::size_t>(bytes, 1U << 20U), filler);
  for (std::size_t done = 0; done < bytes;) {
    const ssize_t wrote = ::write(file.get(), block.data(), std::min(block.size(), bytes - done));
    if (wrote <= 0) return cause();
    done += static_cast<std::size_t>(wrote);
  }
  return sync && ::fsync(file.get()) != 0 ? cause() : std::string();
}

/// A reader that opens the name again and again sees one whole content or the other.
void try_rename(const fs::path& folder, Findings& findings) {
  const fs::path name = folder / "renamed";
  constexpr std::size_t kBytes = 4096;
  std::string problem = write_file(name, kBytes, 'a', false);
  std::atomic<bool> done{false};
  std::atomic<int> reads{0};
  std::atomic<int> torn{0};
  std::thread reader([&] {
    while (!done || reads == 0) {
      const Descriptor file(::open(name.c_str(), O_RDONLY | O_CLOEXEC));
      std::array<char, kBytes> bytes{};
      const ssize_t got = file.get() < 0 ? -1 : ::read(file.get(), bytes.data(), bytes.size());
      const bool whole = got == static_cast<ssize_t>(kBytes) &&
                         std::string_view(bytes.data(), kBytes).find_first_not_of(bytes[0]) == std::string_view::npos;
      ++reads;
      if (!whole) ++torn;
    }
  });
  for (int i = 0; i < kRenames && problem.empty(); ++i) {
    const fs::path other = folder / "other";
    problem = write_file(other, kBytes, static_cast<char>('a' + i % 26), false);
    if (problem.empty() && ::rename(other.c_str(), name.c_str()) != 0) problem = cause();
  }
  done = true;
  reader.join();
  if (!problem.empty()) {
    findings.fail("rename: " + problem, kMend);
  } else if (torn > 0) {
    findings.fail("rename is not atomic: " + std::to_string(torn) + " of " + std::to_string(reads) +
                      " reads saw no file or a torn one",
                  kMend);
  } else {
    findings.ok("rename is atomic: " + std::to_string(reads) + " reads during " + std::to_string(kRenames) +
                " renames, each whole");
  }
}

void try_sync(const fs::path& folder, Findings& findings) {
  const auto begin = Clock::now();
  std::string problem = write_file(folder / "synced", 4096, 's', true);
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (problem.empty() && (opened.get() < 0 || ::fsync(opened.get()) != 0)) problem = "of a folder: " + cause();
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  const std::string took = std::to_string(static_cast<int>(seconds * 1000)) + " ms";
  if (!problem.empty()) {
    findings.fail("fsync " + problem, kMend);
  } else if (seconds > kSlowSyncSeconds) {
    findings.warn("fsync of a file and its folder is slow: " + took,
                  "jobs wait for it several times; look at the disk");
  } else {
    findings.ok("fsync of a file and its folder: " + took);
  }
}

/// Files that must be new are made by renameat2(RENAME_NOREPLACE), or by link where that is not offered.
void try_new_names(const fs::path& folder, Findings& findings) {
  storage::PosixFiles files;
  const auto first = files.write_new(folder / "new", "1");
  const auto second = files.write_new(folder / "new", "2");
  const bool refused = !second && second.error().code == Errc::already_exists;
  if (first && refused) {
    findings.ok("a name that exists is never taken twice");
  } else {
    findings.fail("a new name can't be made safely: " +
                      (first ? std::string("the second writer got it too") : first.error().context),
                  kMend);
  }
  const bool links = ::link((folder / "new").c_str(), (folder / "linked").c_str()) == 0;
  const Descriptor unnamed(::open(folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600));
  findings.ok(std::string("hard links: ") + (links ? "yes" : "no") +
              ", O_TMPFILE: " + (unnamed.get() >= 0 ? "yes" : "no") + " (neither is needed)");
}

/// False: nothing can be written, so nothing else can be tried.
bool check_space(const fs::path& folder, Findings& findings) {
  const std::string problem = write_file(folder / "large", kTrialBytes, 'l', true);
  if (!problem.empty()) {
    findings.fail("8 MB can't be written: " + problem,
                  "free space or raise the quota; retention: sipro-admin retention --dry-run");
  }
  const auto volume = storage::look_at_volume(folder);
  if (!volume) {
    findings.warn("free space can't be told: " + volume.error().context, "look at it with df");
    return problem.empty();
  }
  const std::uint64_t free = volume->free_bytes;
  const std::string text = how_much(free) + " are free";
  constexpr const char* kFree = "free space; what is old goes by: sipro-admin retention --dry-run";
  if (free < kLeastFree) {
    findings.fail(text + ": uploads are refused, jobs wait", kFree);
  } else if (free < kLittleFree) {
    findings.warn(text, kFree);
  } else {
    findings.ok(text);
  }
  if (volume->inodes > 0 && volume->free_inodes < volume->inodes / 20) {
    findings.warn("only " + std::to_string(volume->free_inodes) + " inodes are free", kFree);
  }
  std::error_code ignored;
  fs::remove(folder / "large", ignored);
  return problem.empty();
}

void check_clock(const fs::path& folder, Findings& findings) {
  const auto before = std::chrono::system_clock::now();
  const std::string problem = write_file(folder / "clock", 1, 'c', true);
  struct stat status {};
  if (!problem.empty() || ::stat((folder / "clock").c_str(), &status) != 0) return;
  const auto there = std::chrono::seconds(status.st_mtim.tv_sec) + std::chrono::nanoseconds(status.st_mtim.tv_nsec);
  judge_clock(findings, "the storage's",
              std::chrono::duration_cast<std::chrono::microseconds>(there - before.time_since_epoch()));
}

}  // namespace

void judge_clock(Findings& findings, const std::string& whose, std::chrono::microseconds ahead) {
  const auto apart = ahead.count() < 0 ? -ahead : ahead;
  const std::string text = whose + " clock is " + std::to_string(apart.count() / 1000) + " ms " +
                           (ahead.count() < 0 ? "behind" : "ahead of") + " this host's";
  if (apart > std::chrono::minutes(30)) {
    findings.fail(text, "set the clocks (chrony, systemd-timesyncd): recovery allows for an hour");
  } else if (apart > std::chrono::seconds(5)) {
    findings.warn(text, "set the clocks (chrony, systemd-timesyncd)");
  } else {
    findings.ok(text);
  }
}

std::vector<Finding> check_storage(const fs::path& root) {
  Findings findings("storage");
  const Trial trial(root);
  if (!trial.made()) {
    findings.fail("no folder can be made in " + root.string() + ": " + cause(),
                  "is the volume mounted, writable, and ours?");
    return findings.take();
  }
  if (!check_space(trial.folder(), findings)) return findings.take();
  try_rename(trial.folder(), findings);
  try_sync(trial.folder(), findings);
  try_new_names(trial.folder(), findings);
  check_clock(trial.folder(), findings);
  return findings.take();
}

}  // namespace sipro::admin
