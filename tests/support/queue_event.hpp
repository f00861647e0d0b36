// An entry of the queue's event stream as a value (common/queue/README.md, "Events").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "queue/job.hpp"

namespace sipro::test {

struct QueueEvent {
  std::string id, district;
  std::optional<queue::JobState> from;  // of a new job: none
  queue::JobState to = queue::JobState::queued;
  queue::Micros at{0};
  std::string token, worker;  // empty unless from or to is running
  unsigned attempt = 0;
  unsigned round = 1;
  std::string reason, by;
  unsigned strikes = 0, retries = 0;

  bool operator==(const QueueEvent&) const = default;
};

/// "2101/ab12 queued -> running claimed (attempt 1, token 17, w1)".
std::string describe(const QueueEvent& event);

/// What the README asks of the events of each job; one sentence a violation. The same rules as tests/chaos/history.py.
std::vector<std::string> history_violations(const std::vector<QueueEvent>& events);

/// As history.py reads it: one JSON array of objects whose values are strings.
std::string to_json(const std::vector<QueueEvent>& events);

}  // namespace sipro::test
