#include "api/codes.hpp"

#include <algorithm>
#include <array>

#include "base/log.hpp"
#include "base/text.hpp"
#include "http/problem.hpp"
#include "tenancy/districts.hpp"

namespace sipro::gateway {
namespace {

constexpr std::array<std::string_view, 4> kDemoCodes{"bps2101", "karimunjaya2101", "bps2171", "batamjaya2171"};

http::Response wait_first(const http::Request& request, std::chrono::seconds wait) {
  const std::string seconds = std::to_string(wait.count());
  http::Response response =
      problem(request, 429, "too_many_attempts", "Terlalu banyak kode salah. Coba lagi dalam " + seconds + " detik.");
  response.header("Retry-After", seconds);
  return response;
}

}  // namespace

bool is_demo_code(std::string_view code) {
  return std::find(kDemoCodes.begin(), kDemoCodes.end(), code) != kDemoCodes.end();
}

asio::Task<std::optional<http::Response>> check_code(Context& context, std::string district, std::string code,
                                                     std::string hash) {
  const http::Request& request = context.request;
  Services& services = context.services;
  const std::string address = request.peer.address;
  redis::Command ask = login_wait(address, district);
  const auto waiting = co_await services.redis.run(std::move(ask));
  if (!waiting) co_return problem(request, waiting.error());
  if (told_wait(*waiting).count() > 0) co_return wait_first(request, told_wait(*waiting));

  auto verify = [&code, &hash] { return tenancy::verify_code(code, hash); };
  const auto right = co_await asio::offload(&services.hash_pool, std::move(verify));
  if (!right) co_return busy(request);
  if (*right && is_demo_code(code)) {
    log::warn("demo_code_used", {{"req", request.id}, {"district", district}, {"peer", address}});
    if (!request.peer.loopback && !services.settings.allow_demo_codes) {
      co_return problem(request, 403, "demo_code",
                        "Kode ini kode contoh dari buku panduan dan hanya berlaku di komputer server. Minta pengelola "
                        "SIPRO menetapkan kode Anda sendiri (sipro-admin district code).");
    }
  }
  if (*right) {
    redis::Command forget = forgive(address, district);
    const auto forgiven = co_await services.redis.run(std::move(forget));
    if (!forgiven) co_return problem(request, forgiven.error());
    co_return std::nullopt;
  }
  log::warn("code_refused", {{"req", request.id}, {"district", utf8_prefix(district, 40)}, {"peer", address}});
  std::vector<redis::Command> count = count_wrong_code(address, district);
  const auto counted = co_await services.redis.run_all(std::move(count));
  if (!counted) co_return problem(request, counted.error());
  const auto* wrong = counted->front().integer();
  auto wait = begin_wait(address, district, wrong == nullptr ? 0 : *wrong);
  if (wait) {
    const auto begun = co_await services.redis.run(std::move(*wait));
    if (!begun) co_return problem(request, begun.error());
  }
  co_return problem(request, 401, "wrong_code", "Kabupaten/kota atau kode tidak cocok. Periksa kembali kode Anda.");
}

}  // namespace sipro::gateway
