// Landlock by its system calls: Debian 12 has no library for it, and its header knows only the second version (ABI) of
// what kernels have; the kernel is asked for its own.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdint>

#include "child/cage_parts.hpp"

namespace sipro::child {
namespace {

constexpr unsigned kAskVersion = 1;
constexpr int kRulePathBeneath = 1;

// Rights on files, each with the ABI that brought it.
constexpr std::uint64_t kExecute = 1U << 0U;
constexpr std::uint64_t kWriteFile = 1U << 1U;
constexpr std::uint64_t kReadFile = 1U << 2U;
constexpr std::uint64_t kReadFolder = 1U << 3U;
constexpr std::uint64_t kRemoveFolder = 1U << 4U;
constexpr std::uint64_t kRemoveFile = 1U << 5U;
constexpr std::uint64_t kMakeDevice = 1U << 6U | 1U << 11U;
constexpr std::uint64_t kMakeFolder = 1U << 7U;
constexpr std::uint64_t kMakeFile = 1U << 8U;
constexpr std::uint64_t kMakeOther = 1U << 9U | 1U << 10U | 1U << 12U;  // socket, fifo, symbolic link
constexpr std::uint64_t kRefer = 1U << 13U;                             // 2: rename between folders
constexpr std::uint64_t kTruncate = 1U << 14U;                          // 3
constexpr std::uint64_t kDeviceControl = 1U << 15U;                     // 5
constexpr std::uint64_t kBindTcp = 1U << 0U;                            // 4
constexpr std::uint64_t kConnectTcp = 1U << 1U;
constexpr std::uint64_t kAbstractSocket = 1U << 0U;  // 6
constexpr std::uint64_t kSignal = 1U << 1U;

constexpr std::uint64_t kAllowed =
    kWriteFile | kReadFile | kReadFolder | kRemoveFolder | kRemoveFile | kMakeFolder | kMakeFile | kRefer | kTruncate;

struct RulesetAttributes {
  std::uint64_t files;
  std::uint64_t network;
  std::uint64_t scoped;
};

struct __attribute__((packed)) PathBeneath {
  std::uint64_t allowed;
  std::int32_t folder;
};

RulesetAttributes handled_by(long version) {
  RulesetAttributes out{kExecute | kMakeDevice | kMakeOther | (kAllowed & ~kTruncate), 0, 0};
  if (version >= 3) out.files |= kTruncate;
  if (version >= 4) out.network = kBindTcp | kConnectTcp;
  if (version >= 5) out.files |= kDeviceControl;
  if (version >= 6) out.scoped = kAbstractSocket | kSignal;
  return out;
}

std::size_t size_for(long version) {
  const std::size_t fields = version >= 6 ? 3 : version >= 4 ? 2 : 1;
  return fields * sizeof(std::uint64_t);
}

std::string restrict_to(int ruleset, int folder, std::uint64_t allowed) {
  const PathBeneath rule{allowed, folder};
  if (::syscall(SYS_landlock_add_rule, ruleset, kRulePathBeneath, &rule, 0) != 0) return cause("landlock_add_rule");
  return ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0 ? std::string() : cause("landlock_restrict_self");
}

}  // namespace

std::string close_landlock() {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, kAskVersion);
  if (version < 0) return cause("landlock");
  // Results are moved from one folder to another, which the first ABI refuses whatever the rules say.
  if (version < 2) return "landlock: this kernel's ABI 1 lets nothing be renamed between folders";
  const RulesetAttributes handled = handled_by(version);
  const int ruleset = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &handled, size_for(version), 0));
  if (ruleset < 0) return cause("landlock_create_ruleset");
  const int folder = ::open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  std::string reason = folder < 0 ? cause("open the folder") : restrict_to(ruleset, folder, kAllowed & handled.files);
  if (folder >= 0) ::close(folder);
  ::close(ruleset);
  return reason;
}

}  // namespace sipro::child
