// An attempt under way in this process: where its slot, which runs it, and the lease keeper, which keeps its right to
// run, meet. Any thread.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include "base/error.hpp"
#include "queue/job.hpp"
#include "storage/files.hpp"

namespace sipro::jobs {

/// Why an attempt is to end before it is done.
enum class Stop {
  none,
  cancel,     // somebody asked for it
  lost,       // the lease is gone: nothing may be told or shown any more
  interrupt,  // the worker stops: the job goes back uncharged
};

struct Sign {
  queue::Progress progress;
  std::chrono::steady_clock::time_point moved;  // when the attempt last showed that it gets on
};

class LiveAttempt {
 public:
  explicit LiveAttempt(queue::Hold hold);

  [[nodiscard]] const queue::Hold& hold() const { return hold_; }

  /// The first reason stays, but for `lost`, which outdoes the others. `at_once`: without the time to end by itself.
  void ask_stop(Stop why, bool at_once = false);
  [[nodiscard]] Stop stop() const;
  [[nodiscard]] bool at_once() const;
  /// Readable since the last ask_stop(), until it is read: wakes a poll.
  [[nodiscard]] int stop_descriptor() const { return stop_event_.get(); }

  void set_progress(const queue::Progress& progress);
  /// A sign of life without progress in rows: a step of the worker itself is done.
  void touch();
  [[nodiscard]] Sign sign() const;

 private:
  const queue::Hold hold_;
  const storage::Descriptor stop_event_;
  mutable std::mutex mutex_;
  Stop stop_ = Stop::none;
  bool at_once_ = false;
  Sign sign_;
};

/// All attempts under way in this process.
class LiveAttempts {
 public:
  void add(std::shared_ptr<LiveAttempt> attempt);
  void remove(const LiveAttempt& attempt);
  [[nodiscard]] std::vector<std::shared_ptr<LiveAttempt>> all() const;
  /// Those here now and those still to come: none runs on.
  void stop_all(Stop why, bool at_once);

 private:
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<LiveAttempt>> attempts_;
  Stop stop_ = Stop::none;
  bool at_once_ = false;
};

}  // namespace sipro::jobs
