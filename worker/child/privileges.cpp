#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "child/cage_parts.hpp"

namespace sipro::child {
namespace {

/// Threads beyond those of the work: the reporter, the one that watches stdin, and air.
constexpr rlim_t kMoreThreads = 16;
/// Without a user namespace of its own the limit counts all processes of the worker's user.
constexpr rlim_t kMostProcessesOfUser = 4096;

/// Lowers a limit; one that is lower already stays.
bool lower(decltype(RLIMIT_AS) what, rlim_t soft, rlim_t hard) {
  rlimit now{};
  if (::getrlimit(what, &now) != 0) return false;
  const rlimit wanted{std::min(soft, now.rlim_max), std::min(hard, now.rlim_max)};
  return ::setrlimit(what, &wanted) == 0;
}

}  // namespace

std::string cause(const char* what) { return std::string(what) + ": " + std::strerror(errno); }

std::string enter_namespaces() {
  constexpr int kOwn = CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;
  if (::unshare(CLONE_NEWUSER | kOwn) == 0) return {};
  const std::string reason = cause("unshare");
  return ::unshare(kOwn) == 0 ? std::string() : reason;  // a host without user namespaces, and a worker that is root
}

std::string enter_folder() {
  if (::chroot(".") != 0) return cause("chroot");
  return ::chdir("/") == 0 ? std::string() : cause("chdir");
}

std::string refuse_new_privileges() {
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? std::string() : cause("no_new_privs");
}

std::string drop_privileges() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  if (::syscall(SYS_capset, &header, none.data()) != 0) return cause("capset");
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return cause("dumpable");
  // After the last change of credentials, which would clear it.
  return ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 ? std::string() : cause("pdeathsig");
}

std::string set_limits(const ChildLimits& limits, unsigned threads, bool own_user_namespace) {
  // A write beyond the limit shall be an error (EFBIG) that is told, not the end.
  ::signal(SIGXFSZ, SIG_IGN);
  const rlim_t processes = own_user_namespace ? threads + kMoreThreads : kMostProcessesOfUser;
  // SIGXCPU at the soft limit tells which limit it was; the hard one kills.
  const bool all = lower(RLIMIT_CORE, 0, 0) && lower(RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1) &&
                   lower(RLIMIT_FSIZE, limits.file_bytes, limits.file_bytes) &&
                   lower(RLIMIT_NOFILE, limits.open_files, limits.open_files) &&
                   lower(RLIMIT_NPROC, processes, processes) &&
                   (limits.memory_bytes == 0 || lower(RLIMIT_AS, limits.memory_bytes, limits.memory_bytes));
  return all ? std::string() : cause("setrlimit");
}

}  // namespace sipro::child
