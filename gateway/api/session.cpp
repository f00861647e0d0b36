#include <boost/json/object.hpp>
#include <chrono>

#include "api/body.hpp"
#include "api/codes.hpp"
#include "api/handlers.hpp"
#include "base/log.hpp"
#include "base/moment.hpp"
#include "base/text.hpp"

namespace sipro::gateway {
namespace {

constexpr std::size_t kNameBytes = 100;
constexpr std::size_t kCodeBytes = 200;

std::int64_t now_s() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

boost::json::object session_json(const Session& session, const tenancy::District& district) {
  const Moment expires{std::chrono::sys_seconds(std::chrono::seconds(session.expires_s)), district.offset};
  return {{"district",
           {{"id", district.id},
            {"name", district.name},
            {"role", district.role == tenancy::Role::province ? "province" : "district"},
            {"zone", std::string(expires.zone())}}},
          {"name", session.name},
          {"unlocked", session.unlocked},
          {"expires_at", expires.iso8601()}};
}

void set_cookie(http::Response& response, const std::string& token, std::int64_t max_age_s) {
  response.header("Set-Cookie", std::string(kCookie) + "=" + token + "; Path=/; Max-Age=" + std::to_string(max_age_s) +
                                    "; Secure; HttpOnly; SameSite=Lax");
}

/// Browsers keep a Secure cookie on loopback over http, and drop it without a word elsewhere.
bool needs_https(const Context& context) {
  const http::Peer& peer = context.request.peer;
  return !peer.loopback && !peer.https && !context.services.settings.insecure_http;
}

}  // namespace

asio::Task<http::Response> post_session(Context& context) {
  const http::Request& request = context.request;
  JsonBody body(request.body);
  const std::string id = body.fields().text("district");
  const std::string code = body.fields().text("code");
  Session session;
  session.name = collapse_blanks(body.fields().text_or("name", ""));
  if (const auto& fault = body.finish(); !fault.empty()) co_return bad_body(request, fault);
  if (session.name.size() > kNameBytes || !is_utf8(session.name)) {
    co_return http::invalid(request, "Nama paling panjang 100 huruf.");
  }
  if (needs_https(context)) {
    log::warn("https_required", {{"req", request.id},
                                 {"peer", request.peer.address},
                                 {"reason", "plain http; behind a proxy: --trusted-proxies, X-Forwarded-Proto"}});
    co_return problem(request, 403, "https_required",
                      "Masuk hanya lewat https: lewat http peramban membuang kuki sesi. Buka alamat https SIPRO, atau "
                      "pakai http://127.0.0.1 di komputer server.");
  }
  if (!storage::is_district_id(id) || code.size() > kCodeBytes) {
    co_return problem(request, 401, "wrong_code", "Kabupaten/kota atau kode tidak cocok. Periksa kembali kode Anda.");
  }
  const auto districts = context.services.tenants.districts();
  const tenancy::District* district = districts->find(id);
  const std::string hash = district == nullptr ? std::string() : district->login_hash;
  auto refused = co_await check_code(context, CodeKind::login, id, code, hash);
  if (refused) co_return std::move(*refused);
  if (district == nullptr) co_return problem(request, Error{Errc::internal, "a code without a district was right"});

  const std::int64_t lasts_s = std::chrono::seconds(context.services.settings.session_time).count();
  const std::int64_t now = now_s();
  session.district = id;
  session.expires_s = now + lasts_s;
  const std::string token = new_token();
  redis::Command command = keep_session(token, session, now);
  const auto kept = co_await context.services.redis.run(std::move(command));
  if (!kept) co_return problem(request, kept.error());
  if (const auto stored = done(*kept); !stored) co_return problem(request, stored.error());
  ++context.services.metrics.sessions_made;
  http::Response response = http::json_response(201, session_json(session, *district));
  response.header("Location", "/api/v1/session");
  set_cookie(response, token, lasts_s);
  co_return response;
}

asio::Task<http::Response> get_session(Context& context) {
  co_return http::json_response(200, session_json(context.session, context.district));
}

asio::Task<http::Response> delete_session(Context& context) {
  redis::Command command = end_session(context.token);
  const auto ended = co_await context.services.redis.run(std::move(command));
  if (!ended) co_return problem(context.request, ended.error());
  if (const auto gone = done(*ended); !gone) co_return problem(context.request, gone.error());
  http::Response response = http::empty_response(204);
  set_cookie(response, "", 0);
  co_return response;
}

asio::Task<http::Response> post_unlock(Context& context) {
  const http::Request& request = context.request;
  JsonBody body(request.body);
  const std::string code = body.fields().text("code");
  if (const auto& fault = body.finish(); !fault.empty()) co_return bad_body(request, fault);
  if (code.size() > kCodeBytes) co_return http::invalid(request, "Kode terlalu panjang.");
  auto refused =
      co_await check_code(context, CodeKind::feature, context.district.id, code, context.district.feature_hash);
  if (refused) co_return std::move(*refused);
  context.session.unlocked = true;
  redis::Command command = keep_session(context.token, context.session, now_s());
  const auto kept = co_await context.services.redis.run(std::move(command));
  if (!kept) co_return problem(request, kept.error());
  if (const auto stored = done(*kept); !stored) co_return problem(request, stored.error());
  co_return http::json_response(200, session_json(context.session, context.district));
}

}  // namespace sipro::gateway
