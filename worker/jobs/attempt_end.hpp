// How an attempt ended, and what that means for its job: the one place where endings are classified and put in words.
#pragma once

#include <string>
#include <variant>

#include "base/error.hpp"
#include "jobs/child_watch.hpp"
#include "queue/queue.hpp"

namespace sipro::jobs {

/// Another attempt may run: nothing is told, the folder stays for the janitor.
struct Abandoned {};

struct Failed {
  queue::FailClass fail_class = queue::FailClass::file;
  queue::JobError error;   // for the officer, Indonesian
  std::string cause;       // for the operator, English
  ExitStatus exit;         // of the child, where it ran
  std::string last_words;  // of its stderr
};

using AttemptEnd = std::variant<queue::Completion, Failed, Abandoned>;

/// What a child that did not succeed left behind. Precondition: not (exited with 0, and not stopped).
/// Exit 3 is not for here: its reason stands in laporan.json (data_stop.hpp).
std::variant<Failed, Abandoned> classify(const ChildEnd& end);

/// A step of the worker itself failed: opening inputs, the start of the child, publishing.
Failed failed_step(const Error& error);

/// The child could not be started at all; it says nothing about the job.
Failed not_started(const Error& error);

/// Asked for before the child ran.
std::variant<Failed, Abandoned> stopped(Stop why);

}  // namespace sipro::jobs
