#include "api/metrics_text.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include "api/routes.hpp"
#include "base/version.hpp"

namespace sipro::gateway {
namespace {

std::string route_labels(std::size_t index) {
  if (index >= routes().size()) return labels({{"method", "any"}, {"route", "other"}});
  return labels({{"method", to_string(routes()[index].method)}, {"route", routes()[index].pattern}});
}

void write_histogram(MetricsWriter& text, const std::string& name, const std::string& with,
                     const Histogram& histogram) {
  static const std::vector<std::string> bounds = [] {
    std::vector<std::string> made;
    std::transform(Histogram::kBounds_s.begin(), Histogram::kBounds_s.end(), std::back_inserter(made), number_text);
    return made;
  }();
  text.histogram(name, with, bounds, histogram.counts(), histogram.sum_s());
}

void write_answers(MetricsWriter& text, const Metrics& metrics) {
  text.family("sipro_http_requests_total", "counter", "Answers, by route and class of status.");
  for (std::size_t i = 0; i < metrics.routes.size(); ++i) {
    for (std::size_t group = 0; group < metrics.routes[i].statuses.size(); ++group) {
      const std::uint64_t count = metrics.routes[i].statuses.at(group);
      if (count == 0) continue;
      text.sample("sipro_http_requests_total",
                  route_labels(i) + "," + labels({{"status", std::to_string(group + 1) + "xx"}}), count);
    }
  }
  text.family("sipro_http_request_duration_seconds", "histogram", "Until the head of the answer was ready.");
  for (std::size_t i = 0; i < metrics.routes.size(); ++i) {
    if (metrics.routes[i].statuses == decltype(RouteFigures::statuses){}) continue;
    write_histogram(text, "sipro_http_request_duration_seconds", route_labels(i), metrics.routes[i].took);
  }
  text.family("sipro_http_problems_total", "counter", "Problems that were answered, by code: also why 503 and 429.");
  for (const auto& [code, count] : metrics.problems) {
    text.sample("sipro_http_problems_total", labels({{"code", code}}), count);
  }
  text.one("sipro_sessions_made_total", "counter", "Logins.", metrics.sessions_made);
  text.one("sipro_upload_bytes_total", "counter", "Of uploads, synced to storage.", metrics.upload_bytes);
  text.one("sipro_uploads_total", "counter", "That have all their bytes.", metrics.uploads);
}

void write_connections(MetricsWriter& text, const MetricsNow& now) {
  text.one("sipro_http_connections", "gauge", "Open now.", now.connections);
  text.one("sipro_http_connections_total", "counter", "Accepted.", now.traffic.accepted);
  text.one("sipro_http_connections_refused_total", "counter", "Closed unread, since as many as may be were open.",
           now.traffic.refused);
  text.one("sipro_http_received_bytes_total", "counter", "Heads and bodies of requests.", now.traffic.bytes_in);
  text.one("sipro_http_sent_bytes_total", "counter", "Heads and bodies of answers.", now.traffic.bytes_out);
  text.family("sipro_pool_tasks", "gauge", "Running on a pool of threads or waiting for it.");
  text.sample("sipro_pool_tasks", "pool=\"files\"", now.files_waiting);
  text.sample("sipro_pool_tasks", "pool=\"hashes\"", now.hashes_waiting);
}

void write_redis(MetricsWriter& text, const redis::Figures& redis) {
  text.family("sipro_redis_call_duration_seconds", "histogram", "Round trips to Redis, of one or more commands.");
  write_histogram(text, "sipro_redis_call_duration_seconds", "", redis.took);
  text.one("sipro_redis_failures_total", "counter", "Calls without an answer.", redis.failures);
  text.one("sipro_redis_connections_total", "counter", "Connections made; beyond the first: after a break.",
           (redis.connections));
}

}  // namespace

std::string metrics_text(const MetricsNow& now) {
  MetricsWriter text;
  text.family("sipro_build_info", "gauge", "Always 1.");
  text.sample("sipro_build_info", labels({{"version", kVersion}}), 1.0);
  text.one("process_start_time_seconds", "gauge", "Since 1970.", now.started_s);
  text.one("process_cpu_seconds_total", "counter", "Of all threads.", now.processor_s);
  write_answers(text, now.metrics);
  write_connections(text, now);
  write_redis(text, now.redis);
  text.one("sipro_config_readable", "gauge", "0: districts.json or epoch.json can't be read; what was known counts.",
           now.config_readable ? 1.0 : 0.0);
  write_installation(text, now);
  return text.take();
}

}  // namespace sipro::gateway
