#include "child/attempt.hpp"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <exception>
#include <iostream>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>

#include "child/cage.hpp"
#include "child/descriptors.hpp"

namespace sipro::child {
namespace {

constexpr std::chrono::milliseconds kReportEvery{250};

// Who waits for an answer comes before who waits for a result: the work leaves the cores to gateway and Redis on its
// host.
constexpr int kNiceness = 10;

enum ExitCode { done = 0, failed = 1, wrong_usage = 2, stopped_by_data = 3 };

int fail(const Error& error) {
  std::cerr << "sipro attempt: " << to_string(error.code) << ": " << error.context << std::endl;
  write_line(kProgressDescriptor, error_line({std::string(to_string(error.code)), error.context}));
  if (error.code == Errc::data_stop) return ExitCode::stopped_by_data;
  return error.code == Errc::wrong_usage ? ExitCode::wrong_usage : ExitCode::failed;
}

/// Ends the process at once when stdin ends: the worker is gone. PDEATHSIG alone would not do: it is for the worker's
/// thread, and comes to nothing where the worker ended before it was asked for.
void end_with_worker() {
  std::thread([] {
    char byte = 0;
    for (;;) {
      const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
      if (got == 0 || (got < 0 && errno != EINTR)) ::_exit(ExitCode::failed);
    }
  }).detach();
}

/// Tells the progress while it lives, when something has changed: a job that stands still is silent.
class Reporter {
 public:
  explicit Reporter(const ProgressState& progress) : progress_(progress), thread_([this] { run(); }) {}
  Reporter(const Reporter&) = delete;
  Reporter& operator=(const Reporter&) = delete;
  ~Reporter() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

 private:
  void run() {
    std::uint64_t told = 0;
    std::unique_lock lock(mutex_);
    for (bool ended = false; !ended;) {
      ended = wake_.wait_for(lock, kReportEvery, [this] { return ended_; });
      const ProgressState::Now now = progress_.now();
      if (now.changes == told) continue;
      told = now.changes;
      write_line(kProgressDescriptor, progress_line({std::string(now.phase), now.done, now.total}));
    }
  }

  const ProgressState& progress_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;
  std::thread thread_;
};

Result<void> work_watched(const AttemptWork& work, const ChildSpec& spec) {
  end_with_worker();
  ProgressState progress;
  const Reporter reporter(progress);
  return work.run(spec, Progress(progress));
}

Result<void> work_guarded(const AttemptWork& work, const ChildSpec& spec) {
  try {
    return work_watched(work, spec);
  } catch (const std::bad_alloc&) {
    return Error{Errc::child_out_of_memory, "the work asked for more memory than the attempt may have"};
  } catch (const std::system_error& error) {
    // A thread whose stack finds no room.
    const bool room = error.code() == std::errc::resource_unavailable_try_again;
    return Error{room ? Errc::child_out_of_memory : Errc::internal, error.what()};
  } catch (const std::exception& error) {
    return Error{Errc::internal, error.what()};
  }
}

Result<void> close_around(const ChildSpec& spec) {
  const auto cage = close_cage(spec);
  if (!cage) return cage.error();
  for (const std::string& reason : cage->missing) {
    std::cerr << "sipro attempt: a part of the cage does not hold: " << reason << std::endl;
  }
  write_line(kProgressDescriptor, cage_line(cage->holds));
  return check_confined(spec.cage, cage->holds);
}

}  // namespace

int run_attempt(const AttemptWork& work) {
  ::signal(SIGPIPE, SIG_IGN);
  [[maybe_unused]] const int reached = ::nice(kNiceness);
  const auto line = read_line(STDIN_FILENO);
  if (!line) return fail(line.error());
  const auto spec = parse_child_spec(*line);
  if (!spec) return fail(spec.error());
  if (auto kept = keep_descriptors(*spec); !kept) return fail(kept.error());
  if (work.prepare) work.prepare();
  if (auto closed = close_around(*spec); !closed) return fail(closed.error());
  const auto result = work_guarded(work, *spec);
  return result ? ExitCode::done : fail(result.error());
}

}  // namespace sipro::child
