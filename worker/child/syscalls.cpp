// The system calls that a job needs, by libseccomp; every other one answers EPERM. Found by strace over all kinds of
// jobs and inputs, and by reading what glibc 2.36 calls for the same functions on other machines.
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "child/cage_parts.hpp"

namespace sipro::child {
namespace {

using Filter = std::unique_ptr<void, void (*)(scmp_filter_ctx)>;

constexpr std::array kAllowed = {
    // files
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(pwrite64),
    SCMP_SYS(close), SCMP_SYS(lseek), SCMP_SYS(stat), SCMP_SYS(fstat), SCMP_SYS(lstat), SCMP_SYS(newfstatat),
    SCMP_SYS(statx), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(getdents64),
    SCMP_SYS(getcwd), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(rename), SCMP_SYS(renameat),
    SCMP_SYS(renameat2), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rmdir), SCMP_SYS(ftruncate),
    SCMP_SYS(fallocate), SCMP_SYS(fadvise64), SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(dup), SCMP_SYS(dup2),
    SCMP_SYS(dup3), SCMP_SYS(umask), SCMP_SYS(poll), SCMP_SYS(ppoll),
    // memory; mmap and mprotect stand below
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
    // threads and signals of its own
    SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall), SCMP_SYS(exit), SCMP_SYS(exit_group),
    // time and facts
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid),
    SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(getrandom), SCMP_SYS(getrlimit), SCMP_SYS(getrusage),
    SCMP_SYS(sysinfo), SCMP_SYS(uname)};

constexpr std::array kDescriptorCommands = {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL};

class Rules {
 public:
  explicit Rules(scmp_filter_ctx filter) : filter_(filter) {}

  template <class... Conditions>
  void allow(int call, Conditions... conditions) {
    add(SCMP_ACT_ALLOW, call, conditions...);
  }
  template <class... Conditions>
  void add(std::uint32_t action, int call, Conditions... conditions) {
    const std::array<scmp_arg_cmp, sizeof...(conditions)> all = {conditions...};
    const int result = seccomp_rule_add_array(filter_, action, call, static_cast<unsigned>(all.size()), all.data());
    if (result_ == 0) result_ = result;
  }
  [[nodiscard]] int result() const { return result_; }

 private:
  scmp_filter_ctx filter_;
  int result_ = 0;  // negative errno of the first rule that failed
};

scmp_arg_cmp equals(unsigned argument, scmp_datum_t value) { return {argument, SCMP_CMP_EQ, value, 0}; }

/// `mask` of the argument is `value`.
scmp_arg_cmp masked(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

void add_conditional(Rules& rules) {
  // No set-user-id file may be left behind for somebody else to start.
  constexpr scmp_datum_t kSpecialBits = 07000;
  rules.allow(SCMP_SYS(open), masked(2, kSpecialBits, 0));
  rules.allow(SCMP_SYS(openat), masked(3, kSpecialBits, 0));
  rules.allow(SCMP_SYS(mkdir), masked(1, kSpecialBits, 0));
  rules.allow(SCMP_SYS(mkdirat), masked(2, kSpecialBits, 0));
  // What is written is not run.
  rules.allow(SCMP_SYS(mmap), masked(2, PROT_EXEC, 0));
  rules.allow(SCMP_SYS(mprotect), masked(2, PROT_EXEC, 0));
  // Threads, no processes. glibc asks by clone3 first and goes on to clone only when it is told that there is none.
  rules.allow(SCMP_SYS(clone), masked(0, CLONE_THREAD, CLONE_THREAD));
  rules.add(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
  // abort() and the like.
  rules.allow(SCMP_SYS(tgkill), equals(0, static_cast<scmp_datum_t>(::getpid())));
  rules.allow(SCMP_SYS(prctl), equals(0, PR_SET_NAME));
  // Reading its own limits.
  rules.allow(SCMP_SYS(prlimit64), equals(0, 0), equals(2, 0));
  for (const int command : kDescriptorCommands) {
    rules.allow(SCMP_SYS(fcntl), equals(1, static_cast<scmp_datum_t>(command)));
  }
}

}  // namespace

std::string close_syscalls() {
  const auto why = [](const char* what, int code) { return std::string(what) + ": " + std::strerror(-code); };
  const Filter filter(seccomp_init(SCMP_ACT_ERRNO(EPERM)), seccomp_release);
  if (filter == nullptr) return "seccomp: no memory for the filter";
  // By default a call of another architecture ends its thread only, and the process waits for it for ever.
  if (seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) != 0) return "seccomp: attributes";
  Rules rules(filter.get());
  for (const int call : kAllowed) rules.allow(call);
  add_conditional(rules);
  if (rules.result() != 0) return why("seccomp rules", rules.result());
  const int loaded = seccomp_load(filter.get());
  return loaded == 0 ? std::string() : why("seccomp", loaded);
}

}  // namespace sipro::child
