// Frees the space of attempts that storage itself proves superfluous. What Redis knows or doesn't proves nothing here:
// against an empty Redis nothing is removed. Nothing younger than a day goes, and nothing while the queue is recovered.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "queue/queue.hpp"
#include "recovery/job_names.hpp"
#include "storage/facts.hpp"

namespace sipro::recovery {

using WallTime = std::chrono::system_clock::time_point;

/// Names of the job's attempt folders that nobody needs: those beside the committed one, once that one's manifest and
/// files are seen whole; and those without evidence of a job that failed by its file or was cancelled. None of a
/// dead letter, of an unfinished job, or where a fact can't be read.
std::vector<std::string> superfluous_attempts(const storage::JobFiles& files, const std::string& district,
                                              const std::string& id);

struct Cleaned {
  std::uint64_t jobs = 0;        // looked at
  std::uint64_t attempts = 0;    // folders removed
  std::uint64_t unfinished = 0;  // hidden files of interrupted writes removed
  std::uint64_t bytes = 0;
  bool resting = false;     // the queue is being recovered, or has to be: nothing was done
  bool round_done = false;  // all jobs were looked at; the next step begins anew
};

class Janitor {
 public:
  /// Both outlive it.
  Janitor(const storage::JobFiles& files, queue::Queue& queue) : files_(&files), queue_(&queue) {}

  /// Looks at the next `jobs` job folders. What can't be removed stays for the next round. `now`: the wall clock.
  Result<Cleaned> step(std::size_t jobs, WallTime now);

 private:
  Result<void> begin_round(WallTime now, Cleaned& cleaned);
  Result<bool> clean_job(const JobName& name, WallTime now, Cleaned& cleaned);

  const storage::JobFiles* files_;
  queue::Queue* queue_;
  std::vector<JobName> round_;
  std::size_t next_ = 0;
};

}  // namespace sipro::recovery
