// Watches over one child from its start to its end: its progress, its last words, the reasons to end it early.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "child/protocol.hpp"
#include "jobs/child_process.hpp"
#include "jobs/live_attempt.hpp"

namespace sipro::jobs {

struct WatchLimits {
  std::chrono::milliseconds stall;
  std::chrono::milliseconds wall;
  std::chrono::milliseconds kill_after;
};

/// Who ended the child.
enum class EndedBy { itself, stop, stall, overtime };

struct ChildEnd {
  EndedBy by = EndedBy::itself;
  Stop stop = Stop::none;  // where ended by a stop: which
  ExitStatus exit;
  std::optional<child::ChildError> error;        // as the child told it
  std::optional<std::vector<std::string>> cage;  // parts that held, as the child told it
  std::string last_words;                        // of its stderr; UTF-8
};

/// Returns when the child has ended. `attempt` gets the progress; its stop ends the child: TERM, and KILL later.
ChildEnd watch(ChildProcess& child, LiveAttempt& attempt, const WatchLimits& limits);

}  // namespace sipro::jobs
