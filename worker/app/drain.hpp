// The end of a worker, step by step: the first signal stops claiming; what ends within the drain's time finishes, the
// rest is handed back; a second signal hands back at once.
#pragma once

#include "base/error.hpp"
#include "jobs/settings.hpp"
#include "jobs/worker.hpp"
#include "storage/files.hpp"

namespace sipro::worker {

/// SIGTERM and SIGINT as a readable descriptor; a broken pipe is an error of write() only. To be called before the
/// first thread is made. Errors: internal.
Result<storage::Descriptor> catch_stop_signals();

/// Returns once nothing runs in the worker any more, at the latest `settings.drain_end` after the first signal.
/// True: all was told to the queue, or handed back.
bool drain_on_signal(jobs::Worker& worker, const jobs::Settings& settings, const storage::Descriptor& signals);

/// Ends the worker's threads. Where one of them hangs, on a storage or a Redis that doesn't answer, ends the process.
void end_or_leave(jobs::Worker& worker, bool all_told);

}  // namespace sipro::worker
