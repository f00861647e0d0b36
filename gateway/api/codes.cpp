#include "api/codes.hpp"

#include <algorithm>
#include <array>

#include "base/log.hpp"
#include "base/text.hpp"
#include "http/problem.hpp"
#include "tenancy/districts.hpp"

namespace sipro::gateway {
namespace {

http::Response wait_first(const http::Request& request, std::chrono::seconds wait) {
  return http::too_many(request, wait, "too_many_attempts",
                        "Terlalu banyak kode salah. Coba lagi dalam " + std::to_string(wait.count()) + " detik.");
}

/// Counts the guess as a wrong one before it is looked at, so that many at once are no more than many in a row.
/// Nothing: it may be looked at.
asio::Task<std::optional<http::Response>> begin_guess(Context* context, std::string tried) {
  const http::Request& request = context->request;
  redis::AsyncClient& redis = context->services.redis;
  const std::string& address = request.peer.address;
  redis::Command ask = login_wait(address, tried);
  const auto waiting = co_await redis.run(std::move(ask));
  if (!waiting) co_return problem(request, waiting.error());
  if (told_wait(*waiting).count() > 0) co_return wait_first(request, told_wait(*waiting));
  std::vector<redis::Command> count = count_guess(address, tried);
  const auto counted = co_await redis.run_all(std::move(count));
  if (!counted) co_return problem(request, counted.error());
  if (const auto kept = done(counted->front()); !kept) co_return problem(request, kept.error());
  const auto* guesses = counted->front().integer();
  auto wait = begin_wait(address, tried, guesses == nullptr ? 0 : *guesses);
  if (!wait) co_return std::nullopt;
  const auto begun = co_await redis.run(std::move(*wait));
  if (!begun) co_return problem(request, begun.error());
  // Another guess of this moment has begun the wait.
  if (begun->is_nil()) co_return wait_first(request, std::chrono::seconds(1));
  co_return std::nullopt;
}

}  // namespace

bool is_demo_code(std::string_view code) {
  static const std::vector<std::string> kCodes = tenancy::demo_codes();
  return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

asio::Task<std::optional<http::Response>> check_code(Context& context, CodeKind kind, std::string district,
                                                     std::string code, std::string hash) {
  const http::Request& request = context.request;
  Services& services = context.services;
  const std::string address = request.peer.address;
  if (const auto wait = services.limits.logins.take(address, RateLimit::Clock::now())) {
    co_return http::too_many(request, *wait, "too_many",
                             "Terlalu banyak kode dicoba dari alamat ini. Coba lagi dalam beberapa detik.");
  }
  // Before the count: what that writes waits for Redis' disk, and every poll beside a flood would wait with it.
  if (services.hash_pool.full()) co_return busy(request);
  const std::string tried = (kind == CodeKind::login ? "login:" : "feature:") + district;
  auto refused = co_await begin_guess(&context, tried);
  if (refused) co_return std::move(*refused);
  auto verify = [&code, &hash] { return tenancy::verify_code(code, hash); };
  const auto right = co_await asio::offload(&services.hash_pool, std::move(verify));
  if (!right) {
    std::vector<redis::Command> undo = take_back_guess(address, tried);
    (void)co_await services.redis.run_all(std::move(undo));
    co_return busy(request);
  }
  if (*right && is_demo_code(code)) {
    log::warn("demo_code_used", {{"req", request.id}, {"district", district}, {"peer", address}});
    if (!request.peer.loopback && !services.settings.allow_demo_codes) {
      co_return problem(request, 403, "demo_code",
                        "Kode ini kode contoh dari buku panduan dan hanya berlaku di komputer server. Minta pengelola "
                        "SIPRO menetapkan kode Anda sendiri (sipro-admin district code).");
    }
  }
  if (*right) {
    redis::Command forget = forgive(address, tried);
    const auto forgiven = co_await services.redis.run(std::move(forget));
    if (!forgiven) co_return problem(request, forgiven.error());
    co_return std::nullopt;
  }
  log::warn("code_refused", {{"req", request.id}, {"district", utf8_prefix(district, 40)}, {"peer", address}});
  co_return problem(request, 401, "wrong_code", "Kabupaten/kota atau kode tidak cocok. Periksa kembali kode Anda.");
}

}  // namespace sipro::gateway
