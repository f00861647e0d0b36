// Whether anything may be removed now.
#pragma once

#include <string>

#include "base/error.hpp"
#include "queue/queue.hpp"
#include "storage/facts.hpp"

namespace sipro::recovery {

/// The epoch on storage; a damaged one is none: a recovery looks at everything then, and writes it anew.
Result<std::string> epoch_on_storage(const storage::JobFiles& files);

/// The queue is the one of the last recovery of this storage.
bool is_open(const queue::Standing& standing, const std::string& epoch);

/// Open, and nobody but `owner` recovers. Errors of the looking itself only.
Result<bool> is_quiet(const storage::JobFiles& files, queue::Queue& queue, const std::string& owner);

}  // namespace sipro::recovery
