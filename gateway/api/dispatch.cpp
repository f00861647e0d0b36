#include "api/dispatch.hpp"

#include <array>
#include <chrono>
#include <exception>

#include "api/routes.hpp"
#include "base/log.hpp"
#include "http/forwarded.hpp"
#include "http/header_checks.hpp"
#include "http/problem.hpp"
#include "http/route_pattern.hpp"

namespace sipro::gateway {
namespace {

using http::Method;
using http::Response;

constexpr std::size_t kJsonBytes = 64 * 1024;
constexpr std::string_view kBadFrame =
    "Permintaan HTTP tidak dapat diterima. Muat ulang halaman ini, lalu coba lagi; bila tetap begitu, hubungi "
    "pengelola SIPRO.";
constexpr std::string_view kCrossSite =
    "Permintaan ini datang dari halaman situs lain. Buka SIPRO lewat alamatnya sendiri, lalu coba lagi; bila tetap "
    "begitu, hubungi pengelola SIPRO.";
constexpr std::string_view kCrossSiteFault =
    "Origin does not name this Host, or Sec-Fetch-Site is not same-origin; a proxy in front must pass Host on "
    "unchanged";

struct Found {
  const Route* route = nullptr;
  std::vector<std::string> parameters;
  std::string allowed;  // methods of the path, where the method is another one
};

Found find_route(const http::Request& request) {
  const bool is_head = request.method == Method::head;
  Found found;
  for (const Route& route : routes()) {
    auto parameters = http::match(route.pattern, request.path);
    if (!parameters) continue;
    // HEAD is GET without the body, unless the path has its own, which stands before it.
    if (route.method == request.method || (is_head && route.method == Method::get)) {
      return {&route, std::move(*parameters), {}};
    }
    if (route.method == Method::head) continue;
    found.allowed += (found.allowed.empty() ? "" : ", ") + std::string(to_string(route.method));
    if (route.method == Method::get) found.allowed += ", HEAD";
  }
  return found;
}

Response login_required(const http::Request& request) {
  return problem(request, 401, "login_required", "Masuk dahulu dengan kode akses kabupaten/kota Anda.");
}

/// Nothing: the session is there. Fills session, district and the answer to the route's command, in one round trip.
asio::Task<std::optional<Response>> admit(Context& context, const Route& route) {
  if (route.access == Access::open) co_return std::nullopt;
  context.token = http::cookie(context.request, kCookie).value_or("");
  if (context.token.empty()) co_return login_required(context.request);
  std::vector<redis::Command> commands;
  commands.push_back(find_session(context.token));
  if (route.prefetch != nullptr) commands.push_back(route.prefetch(context.parameters));
  auto replies = co_await context.services.redis.run_all(std::move(commands));
  if (!replies) co_return problem(context.request, replies.error());
  auto session = found_session(replies->front());
  if (!session) co_return problem(context.request, session.error());
  if (!*session) co_return login_required(context.request);
  const auto districts = context.services.tenants.districts();
  const tenancy::District* district = districts->find((*session)->district);
  if (district == nullptr) co_return login_required(context.request);
  context.session = std::move(**session);
  context.district = *district;
  if (route.prefetch != nullptr) context.prefetched = std::move(replies->back());
  if (route.access == Access::unlocked && !context.session.unlocked) {
    co_return feature_locked(context.request);
  }
  co_return std::nullopt;
}

/// Nothing: the body stands in the request.
asio::Task<std::optional<Response>> read_json_body(Context& context) {
  http::Request& request = context.request;
  const std::string_view type = request.headers.get("content-type").value_or("");
  if (type.substr(0, type.find(';')) != "application/json") {
    co_return problem(request, 415, "content_type", "Kirim isi permintaan sebagai application/json.");
  }
  std::array<char, 16 * 1024> piece{};
  for (;;) {
    const auto got = co_await context.body.read(std::span<char>(piece));
    if (!got) co_return problem(request, got.error());
    if (*got == 0) co_return std::nullopt;
    if (request.body.size() + *got > kJsonBytes) {
      co_return problem(request, 413, "too_large", "Isi permintaan lebih dari 64 KiB.");
    }
    request.body.append(piece.data(), *got);
  }
}

}  // namespace

asio::Task<Response> Dispatch::route(http::Request& request, http::BodyReader& body, std::size_t& met) {
  if (const auto fault = http::framing_fault(request)) {
    Response response = problem(request, 400, "bad_request", kBadFrame, *fault);
    response.close = true;
    co_return response;
  }
  if (request.method == Method::other) co_return problem(request, 501, "unknown_method", "Metode ini tidak dikenal.");
  if (!http::split_target(request)) co_return problem(request, 400, "bad_request", "Alamat ini tidak dapat dibaca.");
  Found found = find_route(request);
  if (found.route == nullptr) {
    if (auto page = services_.web.find(request)) co_return std::move(*page);
    if (found.allowed.empty()) co_return unknown_id(request);
    Response response = problem(request, 405, "method_not_allowed", "Alamat ini hanya menerima " + found.allowed + ".");
    response.header("Allow", found.allowed);
    co_return response;
  }
  met = static_cast<std::size_t>(found.route - routes().data());
  if (http::is_cross_site(request)) {
    co_return problem(request, 403, "cross_site", kCrossSite, kCrossSiteFault);
  }
  Context context{services_, request, body, std::move(found.parameters), {}, {}, {}, {}};
  auto refused = co_await admit(context, *found.route);
  if (!refused && found.route->body == Body::json) refused = co_await read_json_body(context);
  if (refused) co_return std::move(*refused);
  co_return co_await found.route->handler(context);
}

std::optional<Response> Dispatch::refuse_flood(const http::Request& request) {
  const auto wait = services_.limits.requests.take(request.peer.address, RateLimit::Clock::now());
  if (!wait) return std::nullopt;
  return http::too_many(request, *wait, "too_many",
                        "Terlalu banyak permintaan dari alamat ini. Coba lagi dalam beberapa detik.");
}

asio::Task<Response> Dispatch::answer(http::Request& request, http::BodyReader& body) {
  request.peer = http::client_of(request.peer, request.headers, services_.settings.trusted_proxies);
  const auto begun = std::chrono::steady_clock::now();
  std::size_t met = routes().size();
  std::optional<Response> response = refuse_flood(request);
  try {
    if (!response) response = co_await route(request, body, met);
  } catch (const std::exception& error) {
    log::error("handler_failed",
               {{"req", request.id}, {"target", http::logged_target(request)}, {"reason", error.what()}});
  }
  if (!response) response = problem(request, Error{Errc::internal, "a handler threw"});
  http::add_common_headers(request, *response);
  const auto took = std::chrono::steady_clock::now() - begun;
  services_.metrics.answered(met, response->status, response->problem, took);
  co_return std::move(*response);
}

}  // namespace sipro::gateway
