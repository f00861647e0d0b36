// Runs one attempt from its claim to what is to be told of it: opens the inputs, starts the child, watches it,
// publishes its folder. One thread, that lives as long as its attempts.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "jobs/attempt_end.hpp"
#include "jobs/inputs.hpp"
#include "jobs/live_attempt.hpp"
#include "jobs/settings.hpp"
#include "queue/queue.hpp"
#include "storage/facts.hpp"

namespace sipro::jobs {

class AttemptRunner {
 public:
  AttemptRunner(storage::JobFiles jobs, Settings settings, ResultFolder result_folder)
      : jobs_(std::move(jobs)), settings_(std::move(settings)), result_folder_(std::move(result_folder)) {}

  /// A Completion names a folder that is whole and synced. Evidence of a failure lies in the attempt's folder already.
  AttemptEnd run(const queue::Claimed& claimed, LiveAttempt& attempt);

 private:
  AttemptEnd run_in(const queue::Claimed& claimed, const std::string& folder, LiveAttempt& attempt);
  AttemptEnd publish(const queue::Claimed& claimed, const std::string& folder, LiveAttempt& attempt) const;
  AttemptEnd data_stop(const queue::JobSpec& job, const std::string& folder) const;
  void remove_files(const queue::Claimed& claimed, const std::string& folder) const;
  void keep_evidence(const queue::Claimed& claimed, const std::string& folder, const Failed& end) const;

  storage::JobFiles jobs_;
  Settings settings_;
  ResultFolder result_folder_;
};

/// Parts of the cage that hold on this host: starts a child and lets it go again.
/// Errors: internal (no such program, or it does not tell).
Result<std::vector<std::string>> probe_cage(const Settings& settings);

}  // namespace sipro::jobs
