// One job folder as recovery sees it.
#pragma once

#include <string>

#include "queue/queue.hpp"
#include "storage/facts.hpp"

namespace sipro::recovery {

enum class Reading {
  whole,
  partly,      // the job is sure, its results are not; `reason` says why
  doubtful,    // damaged: `reason` says what
  unreadable,  // storage failed just now
  nothing,     // a folder without a job: its gateway died before the job was accepted
};

struct JobReading {
  Reading reading = Reading::nothing;
  queue::Restored job;
  std::string reason;
};

/// Reads the facts. A job that had its last strike, and lost its end to a crash, is given it: dead, as of `now`.
JobReading read_job(const storage::JobFiles& files, const std::string& district, const std::string& id,
                    unsigned max_strikes, queue::Micros now);

/// Whether the folder's names show an end of its last round; cheaper than its facts. Errors: those of Files::list.
Result<bool> has_ended(const storage::JobFiles& files, const std::string& district, const std::string& id);

}  // namespace sipro::recovery
