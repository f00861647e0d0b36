// The parts of a worker process, their start and their end.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "jobs/caretaker.hpp"
#include "jobs/lease_keeper.hpp"
#include "jobs/live_attempt.hpp"
#include "jobs/queue_link.hpp"
#include "jobs/reaper.hpp"
#include "jobs/settings.hpp"
#include "jobs/slot.hpp"
#include "storage/facts.hpp"

namespace sipro::jobs {

/// What a worker does for all, by worker/recovery.
struct Chores {
  Reaper::Recover recover;
  Caretaker::Chore save_ends;
  Caretaker::Chore clean_up;
};

class Worker {
 public:
  /// Connects lazily: a Redis that is away is waited for. The access outlives the worker.
  Worker(const Settings& settings, const storage::JobFiles& jobs, QueueAccess& access, queue::ProcessInfo self,
         Chores chores);
  /// As hand_back(true) and give_up(), where it was started and has not been shut down.
  ~Worker();

  void start();

  /// Nothing is claimed any more; what runs goes on.
  void stop_claiming();
  /// What runs is ended and goes back uncharged. `at_once`: without the time to end by itself.
  void hand_back(bool at_once);
  /// No answer is waited for any more: leases that are left run out.
  void give_up();
  /// Readable once nothing runs any more, after stop_claiming().
  [[nodiscard]] int idle() const { return idle_.get(); }

  /// Waits for all threads. Precondition: idle(), or hand_back() and give_up() were called.
  void shutdown();

 private:
  const unsigned slot_count_;
  storage::Descriptor idle_;
  LiveAttempts attempts_;
  std::stop_source give_up_;
  LeaseKeeper keeper_;
  Reaper reaper_;
  Caretaker caretaker_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::atomic<unsigned> running_slots_ = 0;
};

/// Whether this process may write where its jobs' results go. Errors: storage_unavailable, storage_full; the context
/// says what to do, for the operator.
Result<void> check_storage(const storage::JobFiles& jobs);

}  // namespace sipro::jobs
