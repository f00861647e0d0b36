#include "jobs/child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace sipro::jobs {
namespace {

Error failure(std::string_view what, int cause) {
  return {Errc::internal, std::string(what) + ": " + std::strerror(cause)};
}

struct Pipe {
  Descriptor read_end, write_end;
};

Result<Pipe> make_pipe() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return failure("pipe", errno);
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

void set_nonblocking(const Descriptor& descriptor) {
  ::fcntl(descriptor.get(), F_SETFL, ::fcntl(descriptor.get(), F_GETFL) | O_NONBLOCK);
}

/// What posix_spawn is told; frees itself.
class SpawnPlan {
 public:
  SpawnPlan() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  /// The child's descriptor `target` will be ours; both may be any number. Errors: internal.
  Result<void> pass(int ours, int target, int above) {
    // A source that stands where an earlier action has put a target would be lost.
    const int source = ::fcntl(ours, F_DUPFD_CLOEXEC, above);
    if (source < 0) return failure("dup", errno);
    sources_.emplace_back(source);
    ::posix_spawn_file_actions_adddup2(&actions_, source, target);
    return {};
  }

  /// The rest is closed, whatever this process was itself started with.
  void close_from(int descriptor) { ::posix_spawn_file_actions_addclosefrom_np(&actions_, descriptor); }

  Result<pid_t> spawn(const std::filesystem::path& program, const std::filesystem::path& folder) {
    ::posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    std::string name = program.string();
    std::string command = "attempt";
    std::string locale = "LC_ALL=C.UTF-8";
    char* const arguments[] = {name.data(), command.data(), nullptr};
    char* const environment[] = {locale.data(), nullptr};
    pid_t pid = -1;
    const int cause = ::posix_spawn(&pid, program.c_str(), &actions_, &attributes_, arguments, environment);
    if (cause != 0) return failure("start of " + name, cause);
    return pid;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
  std::vector<Descriptor> sources_;
};

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::filesystem::path& program, const std::filesystem::path& folder,
                                         child::ChildSpec spec, std::span<const Descriptor> inputs,
                                         const Descriptor* hs_master) {
  auto in = make_pipe();
  auto progress = make_pipe();
  auto errors = make_pipe();
  for (const auto* pipe : {&in, &progress, &errors}) {
    if (!*pipe) return pipe->error();
  }
  const Descriptor nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  if (nowhere.get() < 0) return failure("/dev/null", errno);

  std::vector<int> ours = {in->read_end.get(), nowhere.get(), errors->write_end.get(), progress->write_end.get()};
  const auto next_target = [&ours] { return static_cast<int>(ours.size()); };
  spec.inputs.clear();
  for (const Descriptor& input : inputs) {
    spec.inputs.push_back(next_target());
    ours.push_back(input.get());
  }
  spec.hs_master.reset();
  if (hs_master != nullptr) {
    spec.hs_master = next_target();
    ours.push_back(hs_master->get());
  }
  SpawnPlan plan;
  for (int target = 0; target < static_cast<int>(ours.size()); ++target) {
    const auto passed = plan.pass(ours[static_cast<std::size_t>(target)], target, next_target());
    if (!passed) return passed.error();
  }
  plan.close_from(next_target());
  const auto pid = plan.spawn(program, folder);
  if (!pid) return pid.error();

  ChildProcess child;
  child.pid_ = *pid;
  // glibc 2.36: its header of pidfd_open is not for C++.
  child.pidfd_ = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0)));
  const int cause = errno;
  child.stdin_ = std::move(in->write_end);
  child.progress_ = std::move(progress->read_end);
  child.errors_ = std::move(errors->read_end);
  for (const Descriptor* end : {&child.stdin_, &child.progress_, &child.errors_}) set_nonblocking(*end);
  if (child.pidfd_.get() < 0) return failure("pidfd", cause);
  child.unsaid_ = child::to_json(spec) + '\n';
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      pidfd_(std::move(other.pidfd_)),
      stdin_(std::move(other.stdin_)),
      progress_(std::move(other.progress_)),
      errors_(std::move(other.errors_)),
      unsaid_(std::move(other.unsaid_)) {}

ChildProcess::~ChildProcess() {
  if (pid_ < 0) return;
  signal(SIGKILL);
  wait();
}

std::optional<int> ChildProcess::open_or_none(const Descriptor& descriptor) {
  if (descriptor.get() < 0) return std::nullopt;
  return descriptor.get();
}

std::optional<int> ChildProcess::unsaid() const {
  if (unsaid_.empty()) return std::nullopt;
  return open_or_none(stdin_);
}

void ChildProcess::tell() {
  if (unsaid_.empty()) return;
  const ssize_t written = ::write(stdin_.get(), unsaid_.data(), unsaid_.size());
  if (written >= 0) {
    unsaid_.erase(0, static_cast<std::size_t>(written));
  } else if (errno != EAGAIN && errno != EINTR) {
    unsaid_.clear();  // it doesn't listen any more; how it ended tells the rest
  }
}

std::string ChildProcess::read_from(Descriptor& descriptor) {
  std::string bytes(std::size_t{64} * 1024, '\0');
  const ssize_t got = ::read(descriptor.get(), bytes.data(), bytes.size());
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) descriptor = Descriptor();
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return bytes;
}

void ChildProcess::signal(int number) const {
  if (pid_ > 0) ::kill(-pid_, number);
}

ExitStatus ChildProcess::wait() {
  siginfo_t info{};
  // While the child is not taken, its number names no other group.
  while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
  signal(SIGKILL);
  while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED) != 0 && errno == EINTR) {
  }
  pid_ = -1;
  if (info.si_code == CLD_EXITED) return {info.si_status, 0};
  return {0, info.si_status};
}

}  // namespace sipro::jobs
