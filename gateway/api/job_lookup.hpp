// A district's job, wherever it is known: in Redis, or on storage only.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>

#include "api/context.hpp"
#include "queue/job.hpp"

namespace sipro::gateway {

using FoundJob = std::variant<queue::JobView, http::Response>;

/// The job of this id from Redis' answer to `show`, or else from storage; or the answer that this district has none.
asio::Task<FoundJob> find_job(Context& context, std::string id, redis::Reply shown);

/// That of the route's id.
asio::Task<FoundJob> find_job(Context& context);

/// Nothing where the job has succeeded; else 409, with what to do.
std::optional<http::Response> refuse_unfinished(const http::Request& request, const queue::JobView& job);

/// When a client should ask again for jobs in these states: Retry-After in seconds, sooner where one runs; none where
/// all ended.
void add_next_poll(http::Response& response, std::span<const queue::JobState> states);

}  // namespace sipro::gateway
