// A district's job, wherever it is known: in Redis, or on storage only.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "api/context.hpp"
#include "queue/job.hpp"

namespace sipro::gateway {

/// The job of the route's id, from the prefetched answer or else from storage; or the answer that there is none for
/// this district.
asio::Task<std::variant<queue::JobView, http::Response>> find_job(Context& context);

}  // namespace sipro::gateway
