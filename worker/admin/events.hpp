// A job's history in the queue's event stream.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "redis/client.hpp"

namespace sipro::admin {

struct JobEvent {
  std::chrono::microseconds at{0};
  std::map<std::string, std::string> fields;  // as common/queue/README.md names them

  [[nodiscard]] std::string field(const std::string& name) const;
};

/// Oldest first. The stream keeps about 100,000 events of all jobs, so an old job may have lost its first ones.
/// Errors: redis_unavailable, redis_refused.
Result<std::vector<JobEvent>> events_of(redis::Client& client, std::string_view job);

/// One line for people: "claimed by worker-1, attempt 2".
std::string in_words(const JobEvent& event);

}  // namespace sipro::admin
