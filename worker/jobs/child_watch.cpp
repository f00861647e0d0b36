#include "jobs/child_watch.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "jobs/child_output.hpp"

namespace sipro::jobs {
namespace {

using Clock = std::chrono::steady_clock;

class Watch {
 public:
  Watch(ChildProcess& child, LiveAttempt& attempt, const WatchLimits& limits)
      : child_(child), attempt_(attempt), limits_(limits) {}

  ChildEnd run() {
    while (!poll_once()) end_if_due();
    read_rest();
    end_.exit = child_.wait();
    if (end_.by == EndedBy::stop) end_.stop = attempt_.stop();
    end_.last_words = last_words_.text();
    return std::move(end_);
  }

 private:
  /// Waits for whatever comes next and takes it in. True: the child has ended.
  bool poll_once() {
    // poll() skips descriptors below zero.
    enum { ended, stopped, progress, errors, unsaid, count };
    pollfd sources[count] = {};
    sources[ended] = {child_.ended(), POLLIN, 0};
    sources[stopped] = {attempt_.stop_descriptor(), POLLIN, 0};
    sources[progress] = {child_.progress().value_or(-1), POLLIN, 0};
    sources[errors] = {child_.errors().value_or(-1), POLLIN, 0};
    sources[unsaid] = {child_.unsaid().value_or(-1), POLLOUT, 0};
    if (::poll(sources, count, milliseconds_left()) <= 0) return false;
    if (sources[stopped].revents != 0) {
      eventfd_t times = 0;
      ::eventfd_read(attempt_.stop_descriptor(), &times);
    }
    if (sources[unsaid].revents != 0) child_.tell();
    if (sources[progress].revents != 0) take_progress(child_.read_progress());
    if (sources[errors].revents != 0) last_words_.feed(child_.read_errors());
    return sources[ended].revents != 0;
  }

  [[nodiscard]] Clock::time_point deadline() const {
    if (killed_) return Clock::time_point::max();
    if (kill_at_) return *kill_at_;
    return std::min(started_ + limits_.wall, moved_ + limits_.stall);
  }

  [[nodiscard]] int milliseconds_left() const {
    if (killed_) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline() - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
  }

  void end_if_due() {
    const auto now = Clock::now();
    if (!kill_at_) {
      if (attempt_.stop() != Stop::none) {
        terminate(EndedBy::stop);
      } else if (now >= moved_ + limits_.stall) {
        terminate(EndedBy::stall);
      } else if (now >= started_ + limits_.wall) {
        terminate(EndedBy::overtime);
      }
    }
    if (!killed_ && kill_at_ && (now >= *kill_at_ || attempt_.at_once())) {
      child_.signal(SIGKILL);
      killed_ = true;
    }
  }

  void terminate(EndedBy by) {
    end_.by = by;
    child_.signal(SIGTERM);
    kill_at_ = Clock::now() + limits_.kill_after;
  }

  void take_progress(const std::string& bytes) {
    lines_.feed(bytes, [this](std::string_view text) {
      child::ChildLine line = child::parse_child_line(text);
      if (line.cage) end_.cage = std::move(line.cage);
      if (line.error) end_.error = std::move(line.error);
      if (line.progress) get_on({line.progress->phase, line.progress->done, line.progress->total});
    });
  }

  /// The same counts again: something moved that is not counted.
  void get_on(const queue::Progress& progress) {
    moved_ = Clock::now();
    attempt_.set_progress(progress);
  }

  /// What the pipes still hold; a process that the child may have left behind can't keep us here.
  void read_rest() {
    constexpr int kPipes = 64;  // reads of 64 KiB: more than a pipe holds
    for (int i = 0; i < kPipes && child_.progress(); ++i) {
      const std::string bytes = child_.read_progress();
      if (bytes.empty()) break;
      take_progress(bytes);
    }
    for (int i = 0; i < kPipes && child_.errors(); ++i) {
      const std::string bytes = child_.read_errors();
      if (bytes.empty()) break;
      last_words_.feed(bytes);
    }
  }

  ChildProcess& child_;
  LiveAttempt& attempt_;
  const WatchLimits limits_;
  const Clock::time_point started_ = Clock::now();
  Clock::time_point moved_ = started_;
  std::optional<Clock::time_point> kill_at_;
  bool killed_ = false;
  LineCutter lines_;
  Tail last_words_;
  ChildEnd end_;
};

}  // namespace

ChildEnd watch(ChildProcess& child, LiveAttempt& attempt, const WatchLimits& limits) {
  return Watch(child, attempt, limits).run();
}

}  // namespace sipro::jobs
