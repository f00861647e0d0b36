// One request on its way through the handlers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "asio/task.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "redis/reply.hpp"
#include "services/services.hpp"
#include "services/session_store.hpp"
#include "tenancy/districts.hpp"

namespace sipro::gateway {

struct Context {
  Services& services;
  http::Request& request;
  http::BodyReader& body;
  std::vector<std::string> parameters;  // what stands for the {...} of the route
  std::string token;                    // of the cookie; empty: none
  Session session;                      // where the route asks for one
  tenancy::District district;           // of the session
  redis::Reply prefetched;              // the answer to the route's own command
};

/// The context outlives the handler: it stands in the caller's frame.
using Handler = asio::Task<http::Response> (*)(Context&);

}  // namespace sipro::gateway
