// Whether a file of a district may be removed.
#pragma once

#include <string>

#include "api/context.hpp"

namespace sipro::gateway {

/// True where a job that has not ended, or that can be replayed, reads the file at `path`, relative to the district's
/// folder: "uploads/<id>/data".
asio::Task<Result<bool>> is_in_use(Context& context, std::string path);

http::Response in_use(const http::Request& request);

}  // namespace sipro::gateway
