// A bounded look through a district's jobs, newest first: what asks for something rare must not hold the queue up.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "api/context.hpp"
#include "queue/job.hpp"

namespace sipro::gateway {

struct JobSearch {
  std::function<bool(const queue::JobView&)> wanted;
  std::uint64_t offset = 0;  // where in the list to begin
  std::size_t most = 0;      // jobs to find
  std::size_t at_once = 50;  // jobs to look at in one call
};

struct JobsFound {
  std::vector<queue::JobView> jobs;
  std::uint64_t total = 0;            // of the list
  std::optional<std::uint64_t> next;  // where to go on; nothing: the list is at its end
};

/// Looks at 500 jobs at most.
asio::Task<Result<JobsFound>> search_jobs(Context& context, JobSearch search);

}  // namespace sipro::gateway
