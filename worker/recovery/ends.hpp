// The ends that Redis knows and storage doesn't yet: the worker died between the two.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/error.hpp"
#include "queue/queue.hpp"
#include "storage/facts.hpp"

namespace sipro::recovery {

/// Writes the end facts of jobs that ended at least `age` ago and are not on storage, and tells the queue; returns how
/// many. Called by every worker every few seconds.
Result<std::uint64_t> save_ends(const storage::JobFiles& files, queue::Queue& queue,
                                std::chrono::milliseconds age = std::chrono::seconds(5));

}  // namespace sipro::recovery
