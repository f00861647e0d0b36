#include "api/metrics_page.hpp"

#include <sys/resource.h>

#include <chrono>

#include "api/metrics_text.hpp"
#include "http/problem.hpp"

namespace sipro::gateway {
namespace {

double now_s() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }

double processor_s() {
  rusage used{};
  (void)::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace

MetricsPage::MetricsPage(Services& services, const StorageWatch& storage, const http::Connections& connections)
    : services_(services), storage_(storage), connections_(connections), started_s_(now_s()) {}

asio::Task<http::Response> MetricsPage::answer(http::Request& request, http::BodyReader& /*body*/) {
  const bool reads = request.method == http::Method::get || request.method == http::Method::head;
  if (!reads || request.target != "/metrics") co_return unknown_id(request);
  auto figures = co_await services_.queue.figures();
  MetricsNow now{services_.metrics,
                 connections_.traffic(),
                 connections_.size(),
                 services_.redis.figures(),
                 services_.files_pool.taken(),
                 services_.hash_pool.taken(),
                 {},
                 storage_.volume(),
                 services_.tenants.readable(),
                 now_s(),
                 started_s_,
                 processor_s()};
  if (figures) now.queue = std::move(*figures);
  http::Response response;
  response.header("Content-Type", "text/plain; version=0.0.4; charset=utf-8").header("Cache-Control", "no-store");
  response.body = metrics_text(now);
  co_return response;
}

}  // namespace sipro::gateway
