// Takes jobs from storage into the queue: ended ones as they come, unfinished ones at last, parents first.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "queue/queue.hpp"
#include "recovery/job_names.hpp"
#include "recovery/job_reading.hpp"
#include "recovery/recover.hpp"
#include "storage/facts.hpp"

namespace sipro::recovery {

class Restorer {
 public:
  /// `go_on` is asked between chunks of work; its error ends it (a lost lock). All references outlive the Restorer.
  Restorer(const storage::JobFiles& files, queue::Queue& queue, const RecoverOptions& options, RecoveryReport& report,
           queue::Micros now, std::function<Result<void>()> go_on)
      : files_(&files), queue_(&queue), options_(&options), report_(&report), now_(now), go_on_(std::move(go_on)) {}

  /// Restores all of `jobs` and the unfinished ones' parents. Errors also: storage_unavailable, where storage fails
  /// for more than a few jobs.
  Result<void> run(const std::vector<JobName>& jobs);

 private:
  Result<void> read(const std::vector<JobName>& jobs);
  Result<void> read_chunk(const JobName* first, std::size_t count);
  void take(const JobName& name, JobReading reading);
  Result<void> read_parents();
  Result<void> restore_unfinished();
  Result<void> restore(std::vector<queue::Restored>& jobs);
  void leave_out(const std::string& district, const std::string& id, std::string reason);

  const storage::JobFiles* files_;
  queue::Queue* queue_;
  const RecoverOptions* options_;
  RecoveryReport* report_;
  queue::Micros now_;
  std::function<Result<void>()> go_on_;

  std::unordered_set<std::string> seen_;
  std::vector<queue::Restored> ended_;  // not restored yet
  std::vector<queue::Restored> unfinished_;
  std::vector<JobName> unreadable_;
  std::unordered_map<std::string, std::string> unreadable_why_;
  std::unordered_set<std::string> missing_;  // doubtful ones, whose children wait
};

}  // namespace sipro::recovery
