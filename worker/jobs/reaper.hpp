// What every worker does for all: each second the queue's tick (leases that ran out, delayed jobs that are due), each
// minute an audit of the whole queue, and the rebuilding of the queue when Redis is another one than before. Also tells
// of this process. One thread with a connection of its own; storage is touched by a recovery only, so that a hanging
// storage keeps nobody from reaping.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>

#include "jobs/pause.hpp"
#include "jobs/queue_link.hpp"
#include "queue/queue.hpp"

namespace sipro::jobs {

class Reaper {
 public:
  using Recover = std::function<Result<void>(queue::Queue&)>;

  /// `self` is announced. `recover` rebuilds the queue; `recovering`: another one does.
  Reaper(QueueAccess& access, queue::ProcessInfo self, Recover recover)
      : link_(access), self_(std::move(self)), recover_(std::move(recover)) {}

  void start();
  void shutdown();
  /// From now on this process is announced as one that stops.
  void set_draining() { draining_ = true; }

  /// One tick and whatever else is due.
  void run_once(std::chrono::steady_clock::time_point now);

 private:
  void reap();
  void recover();
  void audit();
  void announce();

  QueueLink link_;
  queue::ProcessInfo self_;
  Recover recover_;
  FailureLog recovery_failures_{"recovery"};
  std::atomic<bool> draining_ = false;
  bool announced_draining_ = false;
  Every announce_{std::chrono::seconds(10)};
  Every audit_{std::chrono::minutes(1)};
  std::jthread thread_;
};

}  // namespace sipro::jobs
