#include <chrono>

#include "api/handlers.hpp"
#include "http/problem.hpp"

namespace sipro::gateway {
namespace {

/// A Redis that was silent for longer is taken for away.
constexpr std::chrono::seconds kSilence{5};

}  // namespace

/// The loop ticks, or this would not be answered.
asio::Task<http::Response> get_healthz(Context& /*context*/) { co_return http::json_response(200, {{"status", "ok"}}); }

asio::Task<http::Response> get_readyz(Context& context) {
  const Services& services = context.services;
  if (services.draining) co_return problem(context.request, Error{Errc::interrupted, "stopping"});
  if (std::chrono::steady_clock::now() - services.redis.last_reply() > kSilence) {
    co_return problem(context.request, Error{Errc::redis_unavailable, "no answer from Redis in the last 5 s"});
  }
  // Before that no login is known yet, and every right code would be a wrong one.
  if (!services.tenants.asked()) co_return busy(context.request);
  co_return http::json_response(200, {{"status", "ready"}});
}

}  // namespace sipro::gateway
