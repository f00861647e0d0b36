// Whether a file of a district may be removed.
#pragma once

#include <string>

#include "api/context.hpp"
#include "queue/job.hpp"

namespace sipro::gateway {

/// Whether the job has not ended, or can be replayed, and reads the file at `path`, relative to the district's folder:
/// "uploads/<id>/data". A payload that can't be read may name any file.
bool needs(const queue::JobView& job, const std::string& path);

/// Whether any job of the district needs it.
asio::Task<Result<bool>> is_in_use(Context& context, std::string path);

http::Response in_use(const http::Request& request);

}  // namespace sipro::gateway
