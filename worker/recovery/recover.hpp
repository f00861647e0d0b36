// Rebuilds the queue from storage's facts after the loss or the restart of Redis (common/queue/README.md: Stamp,
// Restore). Idempotent, beside live traffic, and started again by anyone where it was killed half-way.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "queue/queue.hpp"
#include "queue/retry_policy.hpp"
#include "storage/facts.hpp"

namespace sipro::recovery {

struct RecoverOptions {
  std::string owner;        // unique name of this process and thread; holds the recovery lock
  bool everything = false;  // look at every job also where the stamp says that nothing was lost
  std::chrono::milliseconds hold{10'000};
  std::chrono::hours recent{48};
  unsigned max_strikes = queue::kMaxStrikes;
  unsigned threads = 4;          // that read storage
  std::function<void()> opened;  // called once the queue is open again, before older jobs are looked through
};

enum class Scope {
  none,        // this Redis is the one of the last recovery: nothing was looked at
  recent,      // same epoch, another run of the server: what changed lately, and all unfinished jobs
  everything,  // no stamp, or another epoch
};

/// A job whose facts are damaged: left as it is, for an operator to look at.
struct Doubtful {
  std::string district;
  std::string id;
  std::string reason;
};

struct RecoveryReport {
  Scope scope = Scope::none;
  std::string epoch;
  std::uint64_t found = 0;   // jobs looked at: queued + running + ended + doubtful that were left out
  std::uint64_t queued = 0;  // blocked, queued or retrying now
  std::uint64_t running = 0;
  std::uint64_t ended = 0;
  std::uint64_t restored = 0;    // that Redis did not know, or knew less of
  std::uint64_t ends_saved = 0;  // end facts that were missing on storage
  std::vector<Doubtful> doubtful;
};

/// Returns once the queue is open again. Takes the lock, reads, restores (parents first), writes a new epoch to storage
/// where everything was looked at, opens the queue; then looks through older jobs for unfinished ones that Redis lacks,
/// and writes the ends that only Redis knows.
/// Errors: recovering (another one holds the lock: look again later), storage_unavailable, storage_full,
/// redis_unavailable, redis_full: the queue stays closed, or as it was.
Result<RecoveryReport> recover(const storage::JobFiles& files, queue::Queue& queue, const RecoverOptions& options);

/// Restores unfinished jobs of any age that Redis does not know. Needs no lock; for a quiet hour, beside live traffic.
Result<RecoveryReport> restore_unfinished(const storage::JobFiles& files, queue::Queue& queue,
                                          const RecoverOptions& options);

}  // namespace sipro::recovery
