// The order in which jobs are restored: each after those that it comes after.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "queue/queue.hpp"

namespace sipro::recovery {

struct JobOrder {
  std::vector<queue::Restored> jobs;     // parents first; otherwise in order of creation
  std::vector<queue::Restored> held;     // come, over any number of steps, after a job of `missing`
  std::vector<queue::Restored> circles;  // come after themselves: no gateway writes that
};

/// `missing`: ids of jobs that exist but can't be restored.
JobOrder parents_first(std::vector<queue::Restored> jobs, const std::unordered_set<std::string>& missing);

}  // namespace sipro::recovery
