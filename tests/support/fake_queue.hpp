// The queue's contract (common/queue/README.md) in memory, with a clock that stands still until it is told otherwise:
// for tests of what uses a queue, and the second implementation that tests/conformance compares with the one on Redis.
// Written to be obviously right: everything that Redis keeps in sets is computed from the jobs. One thread.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "queue/queue.hpp"
#include "support/queue_event.hpp"

namespace sipro::test {

inline constexpr std::chrono::hours kKeyLife{7 * 24};
inline constexpr unsigned kTouched = 500;  // jobs, by one call

/// A job as the server knows it: the view, and what no view shows.
struct FakeJob {
  queue::JobView view;  // its place is computed
  std::uint64_t order = 0;
  queue::Micros queued_since{0};
  queue::Micros lease_until{0};
  queue::Micros due{0};
  std::string cancel_by;
  bool unsaved = false;
  std::set<std::string> waits_for;
  std::map<std::string, queue::EndOutcome> ends;  // by token
};

/// All that a Redis would hold.
struct FakeState {
  using Key = std::pair<std::string, std::string>;  // district, key or fingerprint

  struct KeyRecord {
    std::string id, body_hash;
    queue::Micros until{0};
  };
  struct Answer {
    std::uint64_t number = 0;
    queue::Claimed claimed;
  };

  std::map<std::string, FakeJob> jobs;
  std::map<std::string, queue::JobSpec> ever;  // also those that were forgotten
  std::map<Key, KeyRecord> idem;
  std::map<Key, std::string> same;
  std::map<std::string, unsigned> caps;
  std::map<std::string, std::uint64_t> last_served;
  std::map<std::pair<std::string, unsigned>, Answer> answers;
  std::map<std::string, queue::ProcessInfo> processes;
  std::vector<QueueEvent> events;
  std::uint64_t order = 0, served = 0;
  std::int64_t token = 0;
  std::optional<queue::Micros> tick;
  queue::Micros grace_until{0};
  bool paused = false;
  std::string stamp_epoch, stamp_run_id;
  std::string recovery_owner, recovery_run_id;
  queue::Micros recovery_until{0};
};

class FakeQueue;

/// What all handles share. Outlives them.
class FakeServer {
 public:
  /// A handle with this epoch; with the server's own (see open) it is let in.
  std::unique_ptr<FakeQueue> connect(std::string epoch = "e1");
  /// As after a recovery: handles with this epoch are let in.
  void open(std::string epoch = "e1");

  [[nodiscard]] queue::Micros now() const { return now_; }
  void advance(queue::Micros time) { now_ += time; }

  /// The next `calls` calls take effect, and their callers see redis_unavailable.
  void drop_replies(unsigned calls) { dropped_ = calls; }
  /// Nothing takes effect.
  void set_away(bool away) { away_ = away; }
  /// At maxmemory.
  void set_full(bool full) { full_ = full; }
  /// Another run_id, with what it holds.
  void restart();
  /// FLUSHALL.
  void wipe() { state_ = {}; }
  [[nodiscard]] FakeState snapshot() const { return state_; }
  /// Yesterday's data under another run_id.
  void put_back(FakeState state);

  [[nodiscard]] const FakeState& state() const { return state_; }
  [[nodiscard]] const std::vector<QueueEvent>& events() const { return state_.events; }
  [[nodiscard]] const std::string& run_id() const { return run_id_; }

 private:
  friend class FakeQueue;

  FakeState state_;
  queue::Micros now_{1'750'000'000'000'000};
  std::string run_id_ = "run1";
  unsigned runs_ = 1;
  unsigned dropped_ = 0;
  bool away_ = false;
  bool full_ = false;
};

class FakeQueue final : public queue::Queue {
 public:
  FakeQueue(FakeServer& server, std::string epoch) : server_(&server), epoch_(std::move(epoch)) {}

  Result<std::vector<queue::Enqueued>> enqueue(std::span<const queue::JobSpec> jobs) override;
  Result<std::optional<queue::Claimed>> claim(const queue::ClaimRequest& request) override;
  Result<queue::BeatOutcome> beat(const queue::Hold& hold, const queue::Progress& progress,
                                  std::chrono::milliseconds lease) override;
  Result<queue::EndOutcome> complete(const queue::Hold& hold, const queue::Completion& completion) override;
  Result<queue::EndOutcome> fail(const queue::Hold& hold, const queue::Failure& failure) override;
  Result<queue::ReapOutcome> reap(unsigned max_strikes) override;
  Result<queue::CancelOutcome> cancel(std::string_view id, std::string_view by) override;
  Result<queue::ReplayOutcome> replay(std::string_view id, unsigned round, std::string_view by) override;
  Result<std::vector<queue::RestoreAnswer>> restore(std::span<const queue::Restored> jobs) override;
  Result<void> saved(std::string_view id, unsigned round) override;
  Result<queue::ForgetOutcome> forget(std::string_view id) override;
  Result<bool> keep(std::string_view id, bool kept) override;
  Result<void> pause(bool paused, std::string_view by) override;
  Result<queue::AuditPage> audit(std::string_view cursor) override;

  Result<std::optional<queue::JobView>> show(std::string_view id) override;
  Result<queue::ListPage> list(std::string_view district, std::uint64_t offset, std::uint64_t limit) override;
  Result<queue::ListPage> dead(std::uint64_t offset, std::uint64_t limit) override;
  Result<std::vector<queue::Unsaved>> unsaved(std::chrono::milliseconds age, std::uint64_t limit) override;
  Result<queue::Stats> stats() override;
  Result<queue::Counts> counts() override;
  Result<void> announce(const queue::ProcessInfo& process) override;
  Result<std::vector<queue::ProcessInfo>> processes() override;

  Result<bool> recovery_begin(std::string_view owner, std::chrono::milliseconds hold) override;
  Result<bool> recovery_end(std::string_view owner, std::string_view epoch) override;
  Result<queue::Standing> standing() override;
  void use_epoch(std::string_view epoch) override { epoch_ = epoch; }

 private:
  enum class Call { reads, works_when_full, grows, opens };  // opens: also without a stamp

  template <class Function>
  auto run(Call call, Function function) -> Result<decltype(function())>;
  [[nodiscard]] bool is_let_in() const;
  [[nodiscard]] FakeState& state() const { return server_->state_; }
  [[nodiscard]] queue::Micros now() const { return server_->now_; }
  FakeJob* find(std::string_view id) const;
  [[nodiscard]] std::size_t running(std::string_view district) const;
  [[nodiscard]] bool has_room(const FakeJob& job) const;
  /// The district's queued jobs in the order in which they are claimed.
  [[nodiscard]] std::vector<FakeJob*> queued(std::string_view district) const;

  queue::Enqueued enqueue_one(queue::JobSpec spec, std::map<std::string, std::string>& answered);
  const FakeState::KeyRecord* by_key(const queue::JobSpec& spec) const;
  FakeJob* twin(const queue::JobSpec& spec) const;
  FakeJob& make(const queue::JobSpec& spec, queue::Micros created);
  /// Where its parents put a new job. `reason`: of its first event, unless a parent has failed.
  void place(FakeJob& job, std::string_view reason, std::chrono::milliseconds delay) const;
  std::optional<queue::Claimed> claim_in(const std::string& district, const queue::ClaimRequest& request) const;

  void move(FakeJob& job, std::optional<queue::JobState> from, queue::JobState to, std::string_view reason,
            std::string_view by = {}) const;
  void requeue(FakeJob& job, std::string_view reason, std::string_view by = {}) const;
  void retry_after(FakeJob& job, std::chrono::milliseconds delay, std::string_view reason) const;
  void end(FakeJob& job, queue::JobState to, std::string_view reason, std::optional<queue::JobError> error, bool dead,
           std::string_view by = {}) const;
  void end_as_asked(FakeJob& job) const;
  /// What the end of `parent` means to those that come after it, up to `budget` jobs.
  void settle_children(const FakeJob& parent, unsigned& budget) const;
  void settle_child(FakeJob& child, const FakeJob& parent) const;
  void fail_running(FakeJob& job, const queue::Failure& failure) const;
  std::optional<queue::EndOutcome> not_holding(const queue::Hold& hold) const;
  static queue::EndOutcome keep_end(FakeJob& job, const std::string& token);
  void reap_lease(FakeJob& job, unsigned max_strikes, queue::ReapOutcome& outcome) const;
  queue::RestoreAnswer restore_one(const queue::Restored& told);
  void restore_new(const queue::Restored& told);
  void restore_end(FakeJob& job, std::optional<queue::JobState> from, const queue::JobEnd& told) const;
  void take_fingerprint(const FakeJob& job) const;
  [[nodiscard]] queue::JobView view(const FakeJob& job) const;
  [[nodiscard]] std::size_t districts_waiting() const;

  FakeServer* server_;
  std::string epoch_;
};

template <class Function>
auto FakeQueue::run(Call call, Function function) -> Result<decltype(function())> {
  if (server_->away_) return Error{Errc::redis_unavailable, "away"};
  const bool writes = call != Call::reads;
  if (call == Call::grows && server_->full_) return Error{Errc::redis_full, "at maxmemory"};
  if (writes && call != Call::opens && !is_let_in()) return Error{Errc::recovering, "another stamp"};
  auto answer = [&]() -> Result<decltype(function())> {
    if constexpr (std::is_void_v<decltype(function())>) {
      function();
      return {};
    } else {
      return function();
    }
  }();
  if (server_->dropped_ > 0) {
    --server_->dropped_;
    return Error{Errc::redis_unavailable, "the reply was lost"};
  }
  return answer;
}

}  // namespace sipro::test
