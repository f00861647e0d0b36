// Keeps the leases of the attempts under way, on one thread with a connection of its own: beats at least three times a
// lease, sooner where there is progress to show, and only for attempts that get on. What the queue says in return, to
// stop, it passes on.
#pragma once

#include <chrono>
#include <map>
#include <stop_token>
#include <thread>
#include <utility>

#include "jobs/live_attempt.hpp"
#include "jobs/queue_link.hpp"
#include "jobs/settings.hpp"

namespace sipro::jobs {

class LeaseKeeper {
 public:
  LeaseKeeper(Settings settings, QueueAccess& access, LiveAttempts& attempts)
      : settings_(std::move(settings)), link_(access), attempts_(attempts) {}

  void start();
  void shutdown();

  /// Beats for all that are due.
  void run_once(std::chrono::steady_clock::time_point now);

 private:
  struct Beat {
    std::chrono::steady_clock::time_point at;
    queue::Progress progress;
    bool stalled = false;
  };

  void run(const std::stop_token& stop);
  [[nodiscard]] std::chrono::milliseconds longest_step() const;
  [[nodiscard]] std::chrono::milliseconds step() const;
  void beat(LiveAttempt& attempt, Beat& last, std::chrono::steady_clock::time_point now);

  const Settings settings_;
  QueueLink link_;
  LiveAttempts& attempts_;
  std::map<std::string, Beat> beats_;  // by token
  std::jthread thread_;
};

}  // namespace sipro::jobs
