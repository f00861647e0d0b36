// Removes jobs and uploads whose time is over (tenancy/keeping.hpp): a whole upload by its age, one that was never
// finished a day after it expired, also in the libraries, of which whole files stay, as suggestions do. What an
// unfinished job, a dead letter or a job that is kept needs stays, and so do kept jobs. Each goes in three steps: its
// folder gets a name that no recovery reads ("removed-<id>"), the queue forgets it, its bytes go. Killed in between,
// the next run finishes what it began.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "queue/queue.hpp"
#include "recovery/recover.hpp"
#include "storage/facts.hpp"
#include "tenancy/districts.hpp"

namespace sipro::recovery {

enum class RemovedKind { job, upload };

struct Removed {
  RemovedKind kind = RemovedKind::job;
  std::string district;
  std::string id;
  std::uint64_t bytes = 0;
  std::chrono::system_clock::time_point since;  // its end or last change
};

struct RetentionReport {
  std::vector<Removed> removed;    // in a dry run: what would be
  std::uint64_t needed = 0;        // old enough, but an unfinished job, a dead letter or a kept job needs them
  std::uint64_t kept = 0;          // jobs that are old enough, but kept
  std::uint64_t finished = 0;      // removals that an earlier run had begun
  std::vector<Doubtful> doubtful;  // nothing is removed from a district with one
};

struct RetentionOptions {
  tenancy::Districts districts;  // a folder of none of them has what the installation has
  bool dry_run = false;
  std::string owner;                            // unique name of this process; holds the recovery lock meanwhile
  std::chrono::system_clock::time_point now{};  // where Redis' clock is behind, that one counts
};

/// Errors: recovering (the queue is being recovered, or has to be), and those of storage and queue.
Result<RetentionReport> retention(const storage::JobFiles& files, queue::Queue& queue, const RetentionOptions& options);

}  // namespace sipro::recovery
