// What every worker does for all on storage: each few seconds ends that the queue knows and storage doesn't, each hour
// the janitor. A thread of its own, so that a slow storage keeps nobody from reaping.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <thread>

#include "base/error.hpp"
#include "jobs/pause.hpp"
#include "jobs/queue_link.hpp"

namespace sipro::jobs {

class Caretaker {
 public:
  /// Ends early where a stop is asked for.
  using Chore = std::function<Result<void>(queue::Queue&, const std::stop_token&)>;

  /// The first clean-up comes after `first_clean_up`: workers that start together don't all do it at once.
  Caretaker(QueueAccess& access, Chore save_ends, Chore clean_up, std::chrono::milliseconds first_clean_up)
      : link_(access),
        save_ends_(std::move(save_ends)),
        clean_up_(std::move(clean_up)),
        clean_up_due_(std::chrono::hours(1), std::chrono::steady_clock::now() + first_clean_up) {}

  void start();
  void shutdown();

  void run_once(std::chrono::steady_clock::time_point now, const std::stop_token& stop = {});

 private:
  QueueLink link_;
  Chore save_ends_;
  Chore clean_up_;
  Every save_ends_due_{std::chrono::seconds(5)};
  Every clean_up_due_;
  FailureLog save_ends_failures_{"saving_ends"};
  FailureLog clean_up_failures_{"clean_up"};
  std::jthread thread_;
};

}  // namespace sipro::jobs
