// The port to the queue. The semantics of every call: common/queue/README.md; tests/conformance holds each
// implementation to it. A Queue is used by one thread; each thread has its own.
//
// Errors of every call: redis_unavailable (whether it took effect is not known: repeat it, all calls are idempotent),
// recovering (nothing was changed: repeat it later), redis_refused. Of enqueue, replay, restore also redis_full.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "queue/job.hpp"

namespace sipro::queue {

enum class EnqueueOutcome { created, exists, joined, mismatch };

struct Enqueued {
  EnqueueOutcome outcome = EnqueueOutcome::created;
  std::string id;  // of the job that answers the request; of another one where exists by key or joined
  JobState state = JobState::queued;
};

struct ClaimRequest {
  std::string worker;        // unique name of the process
  unsigned slot = 0;         // of the process
  std::uint64_t number = 0;  // of the request, growing in the slot; a repeated number gives the same answer
  int max_version = 1;       // newest payload the worker knows
  std::chrono::milliseconds lease{15'000};
};

struct Claimed {
  Hold hold;
  JobSpec spec;
  unsigned strikes = 0;
  unsigned retries = 0;
};

enum class BeatOutcome { ok, cancel, lost };

struct Completion {
  std::string folder;
  std::string results;  // JSON array
};

struct Failure {
  FailClass fail_class = FailClass::file;
  JobError error;
  std::chrono::milliseconds delay{0};  // before the next attempt, where there is one
  unsigned max_retries = 8;
  unsigned max_strikes = 3;
};

/// What complete or fail did. `lost`: the token may not act, nothing changed; `state` is then the job's.
struct EndOutcome {
  bool lost = false;
  JobState state = JobState::succeeded;
  bool dead = false;
  unsigned strikes = 0;
  unsigned retries = 0;

  bool operator==(const EndOutcome&) const = default;
};

struct Reaped {
  std::string id;
  std::string token;  // that had expired
  JobState to = JobState::queued;
  bool dead = false;
};

struct ReapOutcome {
  std::vector<Reaped> reaped;
  std::uint64_t due = 0;  // delayed jobs that were queued
  bool grace = false;     // nothing is reaped yet, after a gap
};

enum class CancelOutcome { cancelled, asked, already_ended, unknown };
enum class ReplayOutcome { queued, not_dead, unknown };
enum class ForgetOutcome { forgotten, not_ended, unknown };

/// The end of a round as a fact: what end-<round>.json says.
struct JobEnd {
  JobState state = JobState::succeeded;  // terminal
  bool dead = false;
  unsigned attempt = 0;
  unsigned strikes = 0;
  std::string folder;
  std::string results;
  std::optional<JobError> error;
  Micros finished{0};
};

struct Restored {
  JobSpec spec;
  Micros created{0};
  unsigned round = 1;
  unsigned attempts = 0;  // highest number on storage
  unsigned strikes = 0;   // of this round
  bool kept = false;
  std::optional<JobEnd> end;
};

enum class RestoreOutcome { created, moved, kept };

struct RestoreAnswer {
  RestoreOutcome outcome = RestoreOutcome::created;
  JobState state = JobState::queued;  // as it stands now
};

/// Where a job was found that it shouldn't be in, or wasn't that it should.
struct Mended {
  std::string id;
  std::string place;   // name of the key without the prefix
  bool added = false;  // else removed
};

struct AuditPage {
  std::string cursor;  // for the next call; "0": the round is done
  std::uint64_t looked = 0;
  std::vector<Mended> mended;
};

struct ListPage {
  std::vector<JobView> jobs;
  std::uint64_t total = 0;
};

struct Unsaved {
  std::string id;
  std::string district;
  unsigned round = 1;
};

struct DistrictStats {
  std::string district;
  std::uint64_t queued = 0;
  std::uint64_t running = 0;
  unsigned cap = 0;
};

struct Stats {
  std::uint64_t waiting = 0, delayed = 0, blocked = 0, running = 0, backlog = 0, dead = 0, unsaved = 0;
  bool paused = false;
  std::optional<Micros> oldest_waiting;  // since when
  std::vector<DistrictStats> districts;  // that have queued or running jobs, up to 500
};

/// How long something took.
struct Durations {
  std::vector<std::uint64_t> counts;  // up to each bound and over the one before it; longer than the last
  Micros sum{0};

  bool operator==(const Durations&) const = default;
};

/// What attempts of one kind of jobs did since this Redis began.
struct AttemptCounts {
  std::string kind;
  bool urgent = false;                         // a look at a file
  Durations waited;                            // from queued to claimed
  Durations ran;                               // from claimed to the attempt's end
  std::map<std::string, std::uint64_t> ended;  // by the reason of the event that ended it

  bool operator==(const AttemptCounts&) const = default;
};

struct Counts {
  std::vector<std::string> bounds_s;    // decimal, growing
  std::vector<AttemptCounts> attempts;  // by kind, urgent ones first

  bool operator==(const Counts&) const = default;
};

/// What a process tells of itself, for `doctor` and `queue list`.
struct ProcessInfo {
  std::string name;
  std::string role;  // "worker", "gateway"
  std::string version;
  int max_payload = 1;
  unsigned concurrency = 0;
  std::string state;     // "active", "draining"
  std::string cage;      // parts that hold, "landlock chroot seccomp rlimits"
  unsigned library = 0;  // N of the sipro_v<N> that it calls; announce fills it in
  Micros seen{0};
};

/// How this Redis stands to storage: whether it is the one of the last recovery, and how old what it holds is.
struct Standing {
  std::string epoch;                // of the last recovery; empty: none, or its stamp is lost
  std::string run_id;               // of the server then
  std::string server;               // run_id of the server now
  Micros now{0};                    // Redis' time
  std::optional<Micros> last_tick;  // last reap that it remembers: nothing that it holds is much younger
  std::string recovering;           // who holds the recovery lock; empty: nobody
};

class Queue {
 public:
  virtual ~Queue() = default;

  /// 1 to 8 jobs, all or none; answers in their order.
  virtual Result<std::vector<Enqueued>> enqueue(std::span<const JobSpec> jobs) = 0;
  virtual Result<std::optional<Claimed>> claim(const ClaimRequest& request) = 0;
  virtual Result<BeatOutcome> beat(const Hold& hold, const Progress& progress, std::chrono::milliseconds lease) = 0;
  virtual Result<EndOutcome> complete(const Hold& hold, const Completion& completion) = 0;
  virtual Result<EndOutcome> fail(const Hold& hold, const Failure& failure) = 0;
  virtual Result<ReapOutcome> reap(unsigned max_strikes) = 0;
  virtual Result<CancelOutcome> cancel(std::string_view id, std::string_view by) = 0;
  /// `round`: that of the dead letter as the caller saw it; 0: whichever it has.
  virtual Result<ReplayOutcome> replay(std::string_view id, unsigned round, std::string_view by) = 0;
  /// 1 to 50 jobs, each as if it came alone, in their order (parents first). On an error any of them may have been
  /// done.
  virtual Result<std::vector<RestoreAnswer>> restore(std::span<const Restored> jobs) = 0;
  virtual Result<void> saved(std::string_view id, unsigned round) = 0;
  virtual Result<ForgetOutcome> forget(std::string_view id) = 0;
  /// Marks the job as one that retention leaves, as storage does, or no longer. False: there is no such job.
  virtual Result<bool> keep(std::string_view id, bool kept) = 0;
  virtual Result<void> pause(bool paused, std::string_view by) = 0;
  virtual Result<AuditPage> audit(std::string_view cursor) = 0;

  virtual Result<std::optional<JobView>> show(std::string_view id) = 0;
  /// Newest first. `limit` up to 100.
  virtual Result<ListPage> list(std::string_view district, std::uint64_t offset, std::uint64_t limit) = 0;
  virtual Result<ListPage> dead(std::uint64_t offset, std::uint64_t limit) = 0;
  /// Ended at least `age` ago and not told as saved; oldest first.
  virtual Result<std::vector<Unsaved>> unsaved(std::chrono::milliseconds age, std::uint64_t limit) = 0;
  virtual Result<Stats> stats() = 0;
  virtual Result<Counts> counts() = 0;

  /// Tells of this process; kept 60 s.
  virtual Result<void> announce(const ProcessInfo& process) = 0;
  virtual Result<std::vector<ProcessInfo>> processes() = 0;

  /// One of many wins for `hold` of time; true for the winner and for its repeated call, which renews the time.
  virtual Result<bool> recovery_begin(std::string_view owner, std::chrono::milliseconds hold) = 0;
  /// Opens the queue for processes whose stamp has this epoch and this server's run_id, and frees the lock; this Queue
  /// goes on with the epoch. An empty epoch only frees the lock. False: not the lock's owner, nothing was changed.
  virtual Result<bool> recovery_end(std::string_view owner, std::string_view epoch) = 0;
  virtual Result<Standing> standing() = 0;

  /// The epoch as storage has it: part of the stamp of every later call. Read again after `recovering`.
  virtual void use_epoch(std::string_view epoch) = 0;
};

}  // namespace sipro::queue
