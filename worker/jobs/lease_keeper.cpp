#include "jobs/lease_keeper.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "jobs/thread_name.hpp"

namespace sipro::jobs {

using Clock = std::chrono::steady_clock;

void LeaseKeeper::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    name_this_thread("lease_keeper");
    run(stop);
  });
}

void LeaseKeeper::shutdown() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void LeaseKeeper::run(const std::stop_token& stop) {
  do {
    run_once(Clock::now());
  } while (pause_for(stop, step() / 4));
}

/// Longest time between two beats: three a lease, and often enough for a cancel to be heard in time.
std::chrono::milliseconds LeaseKeeper::longest_step() const {
  constexpr std::chrono::milliseconds kCancelHeard(3000);
  return std::min(kCancelHeard, settings_.lease / 3);
}

/// Between two beats that show progress.
std::chrono::milliseconds LeaseKeeper::step() const {
  return std::min(std::chrono::milliseconds(1000), settings_.lease / 3);
}

void LeaseKeeper::run_once(Clock::time_point now) {
  std::map<std::string, Beat> beats;
  for (const auto& attempt : attempts_.all()) {
    // A claim has just given the lease.
    const auto known = beats_.try_emplace(attempt->hold().token, Beat{now, {}, false}).first;
    beat(*attempt, known->second, now);
    beats.insert(beats_.extract(known));
  }
  beats_ = std::move(beats);
}

void LeaseKeeper::beat(LiveAttempt& attempt, Beat& last, Clock::time_point now) {
  const Sign sign = attempt.sign();
  const bool news = sign.progress != last.progress;
  if (now < last.at + (news ? step() : longest_step())) return;
  if (now > sign.moved + settings_.stall) {
    if (!std::exchange(last.stalled, true)) {
      log::warn("lease_let_go", {{"job", attempt.hold().id}, {"attempt", attempt.hold().attempt}});
    }
    return;
  }
  last.stalled = false;
  const auto answer =
      link_.once([&](queue::Queue& queue) { return queue.beat(attempt.hold(), sign.progress, settings_.lease); });
  if (!answer) return;  // again at the next tick: the lease may end any moment
  last.at = now;
  last.progress = sign.progress;
  if (*answer == queue::BeatOutcome::cancel) attempt.ask_stop(Stop::cancel);
  if (*answer == queue::BeatOutcome::lost) attempt.ask_stop(Stop::lost);
}

}  // namespace sipro::jobs
