#include "app.hpp"

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <exception>

#include "api/dispatch.hpp"
#include "api/metrics_page.hpp"
#include "asio/pool.hpp"
#include "asio/task_group.hpp"
#include "asio/timing.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/version.hpp"
#include "http/connection.hpp"
#include "http/listener.hpp"
#include "payload/payload.hpp"
#include "queue/library.hpp"
#include "redis/address.hpp"
#include "redis/client.hpp"
#include "services/services.hpp"
#include "storage/files.hpp"

namespace sipro::gateway {
namespace {

constexpr std::size_t kFileThreads = 4;
constexpr std::size_t kFilesWaiting = 1024;
constexpr std::size_t kHashThreads = 1;
constexpr std::size_t kHashesWaiting = 16;
constexpr int kHashNiceness = 19;  // a login may wait for a poll, not the other way round: docs/decisions/0016
constexpr int kHashRest = 2;       // a third of a core at most
constexpr std::size_t kMostScrapes = 16;
constexpr std::chrono::seconds kPulse{2};
constexpr std::chrono::seconds kAnnounceEvery{15};
constexpr std::chrono::seconds kFirstRequestTime{1};
constexpr std::chrono::seconds kUnwindTime{5};

/// One connection's accident ends that connection, not the service.
void run_to_the_end(boost::asio::io_context& loop) {
  for (;;) {
    try {
      loop.run();
      return;
    } catch (const std::exception& error) {
      log::error("loop_failed", {{"reason", error.what()}});
    }
  }
}

}  // namespace

struct App::Parts {
  Parts(Settings set, const redis::Address& address)
      : settings(std::move(set)),
        redis(loop.get_executor(), address),
        jobs(files, storage::Layout(settings.data)),
        tenants(files_pool, files, jobs.layout()),
        content(files_pool, files, jobs.layout()),
        queue(redis, address, files_pool, tenants),
        dispatch(services),
        listener(loop, connections, requests, settings.max_connections),
        metrics_listener(loop, scrapes, background, kMostScrapes) {}

  Settings settings;
  bool draining = false;
  boost::asio::io_context loop{1};
  storage::PosixFiles files;
  asio::Pool files_pool{kFileThreads, kFilesWaiting};
  asio::Pool hash_pool{kHashThreads, kHashesWaiting, kHashNiceness, kHashRest};
  redis::AsyncClient redis;
  storage::JobFiles jobs;
  Tenants tenants;
  Content content;
  QueueClient queue;
  RateLimits limits{RateLimit(settings.requests_per_second, settings.requests_burst),
                    RateLimit(settings.logins_per_minute / 60.0, settings.logins_per_minute)};
  Metrics metrics;
  JobMonthsKnown job_months;
  http::WebFiles web;
  Services services{settings, files_pool, hash_pool, jobs,   redis,   queue,     tenants,
                    content,  draining,   web,       limits, metrics, job_months};
  Dispatch dispatch;
  http::Connections connections{dispatch, files_pool, {}};
  asio::TaskGroup background{loop.get_executor(), "background"};
  asio::TaskGroup requests{loop.get_executor(), "requests"};
  http::Listener listener;
  StorageWatch storage_watch{files_pool, settings.data};
  MetricsPage metrics_page{services, storage_watch, connections};
  http::Connections scrapes{metrics_page, files_pool, {}};
  http::Listener metrics_listener;
  asio::TaskGroup stopping{loop.get_executor(), "stopping"};
  boost::asio::signal_set signals{loop, SIGTERM, SIGINT};

  asio::Task<> keep_pulse();
  asio::Task<> announce();
  asio::Task<> stop();
  void open_metrics();
  void start();
};

/// So that readiness is known without any request.
asio::Task<> App::Parts::keep_pulse() {
  for (;;) {
    redis::Command ping{"PING"};
    (void)co_await redis.run(std::move(ping));
    co_await asio::sleep_for(kPulse);
  }
}

asio::Task<> App::Parts::announce() {
  queue::ProcessInfo process;
  process.name = "gateway-" + std::to_string(::getpid()) + "-" + random_hex(2);
  process.role = "gateway";
  process.version = kVersion;
  process.max_payload = payload::kVersion;
  for (;;) {
    process.state = draining ? "draining" : "active";
    (void)co_await queue.announce(process);
    co_await asio::sleep_for(kAnnounceEvery);
  }
}

asio::Task<> App::Parts::stop() {
  draining = true;
  log::info("draining", {{"connections", connections.size()}});
  listener.close();
  metrics_listener.close();
  connections.drain();
  // Of what was accepted just now the first request may be under way.
  if (!co_await requests.join(kFirstRequestTime)) connections.close_silent();
  const bool all_done = co_await requests.join(settings.drain_time);
  if (!all_done) log::warn("drain_cut", {{"connections", connections.size()}});
  requests.cancel();
  background.cancel();
  // What still waits, a scraper's idle connection too, holds references to what is taken down next; it ends by
  // operation_aborted.
  (void)co_await requests.join(kUnwindTime);
  (void)co_await background.join(kUnwindTime);
  redis.close();
  loop.stop();
}

/// Officers are served without it too.
void App::Parts::open_metrics() {
  if (settings.metrics_port == 0) return;
  const auto opened = metrics_listener.open(settings.metrics_listen, settings.metrics_port);
  if (opened) {
    log::info("metrics", {{"address", metrics_listener.endpoint()}});
  } else {
    log::warn("metrics_off",
              {{"reason", opened.error().context}, {"to_do", "--metrics-port; 0 where none are wanted"}});
  }
}

void App::Parts::start() {
  background.spawn(tenants.keep_fresh(settings.districts_every));
  background.spawn(content.keep_fresh(settings.districts_every));
  background.spawn(storage_watch.keep_fresh());
  background.spawn(keep_pulse());
  background.spawn(announce());
  signals.async_wait([this](boost::system::error_code error, int signal) {
    if (error) return;
    log::info("signal", {{"signal", signal}});
    stopping.spawn(stop());
  });
}

App::App(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
App::~App() = default;
App::App(App&&) noexcept = default;
App& App::operator=(App&&) noexcept = default;

Result<App> App::make(Settings settings) {
  auto address = redis::parse_address(settings.redis);
  if (!address) return address.error();
  address->user = settings.redis_user;
  if (auto read = redis::read_password(settings.redis_password_file, *address); !read) return read.error();
  {
    redis::Client client(*address);
    const auto loaded = queue::ensure_library(client);
    // A Redis that is away comes later; another library under our name doesn't go away by itself.
    if (!loaded && loaded.error().code == Errc::library_conflict) return loaded.error();
    if (!loaded) log::warn("redis_away", {{"reason", loaded.error().context}});
  }
  auto parts = std::make_unique<Parts>(std::move(settings), std::move(*address));
  if (auto made = parts->files.make_folders(parts->settings.data); !made) return made.error();
  if (!parts->settings.web.empty()) {
    auto web = http::WebFiles::read(parts->files, parts->settings.web);
    if (!web) return web.error();
    parts->web = std::move(*web);
  }
  if (auto opened = parts->listener.open(parts->settings.listen, parts->settings.port); !opened) return opened.error();
  parts->open_metrics();
  return App(std::move(parts));
}

Result<void> App::run() {
  Parts& parts = *parts_;
  parts.start();
  log::info("listening", {{"address", parts.listener.endpoint()}, {"data", parts.settings.data.string()}});
  if (parts.settings.insecure_http) log::warn("insecure_http", {{"reason", "sessions over plain http are for tests"}});
  if (parts.settings.allow_demo_codes) log::warn("demo_codes_allowed", {{"reason", "the handbook's codes are public"}});
  run_to_the_end(parts.loop);
  log::info("stopped");
  return {};
}

}  // namespace sipro::gateway
