// The process of one attempt, around the work that it does: reads its spec, closes the cage, tells its progress, ends
// with its worker. See protocol.hpp for what it says.
#pragma once

#include <functional>

#include "base/error.hpp"
#include "base/progress.hpp"
#include "child/protocol.hpp"

namespace sipro::child {

struct AttemptWork {
  /// Before the cage closes: loads what is otherwise loaded when it is first needed.
  std::function<void()> prepare;
  /// In the closed cage, in the attempt's folder. data_stop: the data stop the job, and laporan.json says why.
  std::function<Result<void>(const ChildSpec&, Progress)> run;
};

/// Runs the attempt of the spec on stdin; returns the exit code. Called once, from the only thread.
int run_attempt(const AttemptWork& work);

/// The real work: preprocess, check, olah.
AttemptWork pipeline_work();

}  // namespace sipro::child
