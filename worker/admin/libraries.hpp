// The function libraries of the queue that a Redis holds.
#pragma once

#include <vector>

#include "base/error.hpp"
#include "redis/client.hpp"

namespace sipro::admin {

/// N of each sipro_v<N>, ascending. Errors: redis_unavailable, redis_refused.
Result<std::vector<unsigned>> libraries(redis::Client& client);

/// Errors: redis_unavailable, redis_refused.
Result<void> remove_library(redis::Client& client, unsigned number);

}  // namespace sipro::admin
