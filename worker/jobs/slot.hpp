// One place for an attempt: claims a job, runs it, tells the queue how it ended, and again. A thread of its own that
// lives until the worker ends: a child ends with the thread that started it.
#pragma once

#include <functional>
#include <stop_token>
#include <thread>

#include "jobs/attempt_runner.hpp"
#include "jobs/live_attempt.hpp"
#include "jobs/queue_link.hpp"
#include "jobs/settings.hpp"

namespace sipro::jobs {

class Slot {
 public:
  /// `number`: of this slot in the process. The others outlive the slot. `give_up`: no answer is waited for any more.
  Slot(unsigned number, const Settings& settings, const storage::JobFiles& jobs, QueueAccess& access,
       LiveAttempts& attempts, std::stop_token give_up);

  /// `on_end` is called from the thread as its last act.
  void start(std::function<void()> on_end);
  /// Nothing is claimed any more.
  void stop_claiming() { thread_.request_stop(); }
  /// Waits for the attempt that runs.
  void shutdown();

  /// One claim and what follows from it. False: there was nothing to do, or the queue did not answer.
  bool run_once();

 private:
  void run(const std::stop_token& stop);
  AttemptEnd run_attempt(const queue::Claimed& claimed, LiveAttempt& attempt);
  void tell(const queue::Claimed& claimed, const AttemptEnd& end, LiveAttempt& attempt);
  Result<queue::EndOutcome> tell_queue(const queue::Claimed& claimed, const AttemptEnd& end, LiveAttempt& attempt);
  void save_end(const queue::Claimed& claimed);
  Result<std::string> result_folder(const std::string& job);

  const unsigned number_;
  const Settings settings_;
  const storage::JobFiles jobs_;
  QueueLink link_;
  LiveAttempts& attempts_;
  const std::stop_token give_up_;
  AttemptRunner runner_;
  std::uint64_t request_ = 1;  // number of the next claim
  std::jthread thread_;
};

}  // namespace sipro::jobs
