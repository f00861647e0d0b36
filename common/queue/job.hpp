// The words of the queue. The contract of each state and call: common/queue/README.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sipro::queue {

/// Redis' time, microseconds since 1970 UTC.
using Micros = std::chrono::microseconds;

enum class JobState { blocked, queued, running, retrying, succeeded, failed, cancelled };

std::string_view to_string(JobState state);
std::optional<JobState> parse_state(std::string_view text);
/// succeeded, failed or cancelled.
bool is_terminal(JobState state);

/// How an attempt ended other than by success. Which Errc is of which class: retry_policy.hpp.
enum class FailClass { file, resource, crash, interruption, cancel };

std::string_view to_string(FailClass fail_class);

/// What a person is told about a job that did not succeed.
struct JobError {
  std::string code;     // a stop of the domain ("period_overlap") or an Errc ("child_crashed")
  std::string message;  // Indonesian, says what to do
  std::string details;  // JSON object; empty: none

  bool operator==(const JobError&) const = default;
};

/// A job as it is asked for; the whole of it stands in job.json too.
/// Jobs of this priority or before it don't wait for their district's long ones: one of them may run beside the cap.
inline constexpr int kUrgent = 1;

struct JobSpec {
  std::string id;                  // 32 lower-case hexadecimal digits
  std::string district;            // "2101"
  std::string kind;                // "preprocess", "olah"
  int version = 1;                 // of the payload
  std::string payload;             // JSON object (schemas/job.schema.json); opaque to the queue
  int priority = 5;                // 0 first ... 9 last; up to kUrgent one more than the cap
  unsigned cap = 2;                // jobs of this district that may run at once
  std::string by;                  // the officer's own name; may be empty
  std::string trace;               // trace-id of the request that asked for it, 32 hexadecimal digits; may be empty
  std::string idempotency_key;     // empty: none
  std::string body_hash;           // of the request; compared where the key is the same
  std::string fingerprint;         // equal for equal inputs, parameters and engine; empty: never joins
  bool again = false;              // do not join
  std::vector<std::string> after;  // ids of up to 4 jobs
  std::chrono::milliseconds delay{0};

  bool operator==(const JobSpec&) const = default;
};

/// The right of one attempt to act.
struct Hold {
  std::string id;
  std::string token;     // decimal; grows
  unsigned attempt = 0;  // from 1
  unsigned round = 1;

  bool operator==(const Hold&) const = default;
};

struct Progress {
  std::string phase;        // "membaca", "membersihkan", "menulis", ... as the child tells it; empty: none yet
  std::uint64_t done = 0;   // rows
  std::uint64_t total = 0;  // rows; 0: not known

  bool operator==(const Progress&) const = default;
};

/// Why a queued job does not run yet.
enum class WaitReason { none, workers_busy, district_cap, paused, retry_at, after };

std::string_view to_string(WaitReason reason);
std::optional<WaitReason> parse_wait_reason(std::string_view text);

struct Place {
  std::uint64_t ahead = 0;      // jobs of the own district that are claimed before this one
  std::uint64_t districts = 0;  // districts with queued jobs, the own one among them
  WaitReason reason = WaitReason::none;
  std::optional<Micros> retry_at;

  bool operator==(const Place&) const = default;
};

/// A job as it stands.
struct JobView {
  JobSpec spec;
  JobState state = JobState::queued;
  unsigned round = 1;
  unsigned attempt = 0;  // attempts started, over all rounds
  std::string token;     // of the last attempt; empty: none yet
  std::string worker;    // that holds or held it
  unsigned strikes = 0;
  unsigned retries = 0;
  unsigned interruptions = 0;
  bool cancel_asked = false;
  bool dead = false;
  bool kept = false;  // for longer than others (storage's keep.json)
  Micros created{0};
  std::optional<Micros> started;  // of the last attempt
  std::optional<Micros> finished;
  Progress progress;
  std::optional<JobError> error;
  std::string folder;   // of the result, a name below the job's folder; empty unless succeeded
  std::string results;  // JSON array [{"name","size","sha256","type"}]; empty unless succeeded
  Place place;          // of a blocked, queued or retrying job
};

}  // namespace sipro::queue
