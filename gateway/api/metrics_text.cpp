#include "api/metrics_text.hpp"

#include <array>
#include <charconv>

#include "api/routes.hpp"

namespace sipro::gateway {
namespace {

class Text {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    out_.append("# HELP ").append(name).append(" ").append(help).append("\n");
    out_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
  }

  /// `labels`: "a=\"b\"", or empty.
  void sample(std::string_view name, std::string_view labels, double value) {
    out_.append(name);
    if (!labels.empty()) out_.append("{").append(labels).append("}");
    out_.append(" ").append(number(value)).append("\n");
  }

  void one(std::string_view name, std::string_view type, std::string_view help, double value) {
    family(name, type, help);
    sample(name, "", value);
  }

  void histogram(const std::string& name, const std::string& labels, const Histogram& histogram) {
    const std::string before = labels.empty() ? "" : labels + ",";
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < histogram.counts().size(); ++i) {
      count += histogram.counts().at(i);
      const std::string bound = i < Histogram::kBounds_s.size() ? number(Histogram::kBounds_s.at(i)) : "+Inf";
      sample(name + "_bucket", before + "le=\"" + bound + '"', static_cast<double>(count));
    }
    sample(name + "_sum", labels, histogram.sum_s());
    sample(name + "_count", labels, static_cast<double>(count));
  }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  static std::string number(double value) {
    std::array<char, 32> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    return {digits.data(), written.ptr};
  }

  std::string out_;
};

double as_number(std::uint64_t count) { return static_cast<double>(count); }

/// method="GET",route="/api/v1/jobs/{id}"
std::string route_labels(std::size_t index) {
  if (index >= routes().size()) return R"(method="any",route="other")";
  const Route& route = routes()[index];
  return "method=\"" + std::string(to_string(route.method)) + "\",route=\"" + std::string(route.pattern) + '"';
}

void write_answers(Text& text, const Metrics& metrics) {
  text.family("sipro_http_requests_total", "counter", "Answers, by route and class of status.");
  for (std::size_t i = 0; i < metrics.routes.size(); ++i) {
    for (std::size_t group = 0; group < metrics.routes[i].statuses.size(); ++group) {
      const std::uint64_t count = metrics.routes[i].statuses.at(group);
      if (count == 0) continue;
      text.sample("sipro_http_requests_total", route_labels(i) + ",status=\"" + std::to_string(group + 1) + "xx\"",
                  as_number(count));
    }
  }
  text.family("sipro_http_request_duration_seconds", "histogram", "Until the head of the answer was ready.");
  for (std::size_t i = 0; i < metrics.routes.size(); ++i) {
    if (metrics.routes[i].statuses == decltype(RouteFigures::statuses){}) continue;
    text.histogram("sipro_http_request_duration_seconds", route_labels(i), metrics.routes[i].took);
  }
  text.family("sipro_http_problems_total", "counter", "Problems that were answered, by code: also why 503 and 429.");
  for (const auto& [code, count] : metrics.problems) {
    text.sample("sipro_http_problems_total", "code=\"" + code + '"', as_number(count));
  }
  text.one("sipro_sessions_made_total", "counter", "Logins.", as_number(metrics.sessions_made));
}

void write_connections(Text& text, const MetricsNow& now) {
  text.one("sipro_http_connections", "gauge", "Open now.", as_number(now.connections));
  text.one("sipro_http_connections_total", "counter", "Accepted.", as_number(now.traffic.accepted));
  text.one("sipro_http_received_bytes_total", "counter", "Heads and bodies of requests.",
           as_number(now.traffic.bytes_in));
  text.one("sipro_http_sent_bytes_total", "counter", "Heads and bodies of answers.", as_number(now.traffic.bytes_out));
  text.family("sipro_pool_tasks", "gauge", "Running on a pool of threads or waiting for it.");
  text.sample("sipro_pool_tasks", "pool=\"files\"", as_number(now.files_waiting));
  text.sample("sipro_pool_tasks", "pool=\"hashes\"", as_number(now.hashes_waiting));
}

void write_redis(Text& text, const redis::Figures& redis) {
  text.family("sipro_redis_call_duration_seconds", "histogram", "Round trips to Redis, of one or more commands.");
  text.histogram("sipro_redis_call_duration_seconds", "", redis.took);
  text.one("sipro_redis_failures_total", "counter", "Calls without an answer.", as_number(redis.failures));
  text.one("sipro_redis_connections_total", "counter", "Connections made; beyond the first: after a break.",
           as_number(redis.connections));
}

void write_queue(Text& text, const MetricsNow& now) {
  text.one("sipro_queue_known", "gauge", "1: Redis told of the queue for this scrape.", now.queue ? 1 : 0);
  if (!now.queue) return;
  const queue::Stats& stats = *now.queue;
  text.family("sipro_queue_jobs", "gauge", "Jobs of all districts, by state.");
  for (const auto& [state, count] :
       {std::pair("queued", stats.waiting), std::pair("retrying", stats.delayed), std::pair("blocked", stats.blocked),
        std::pair("running", stats.running), std::pair("dead", stats.dead)}) {
    text.sample("sipro_queue_jobs", "state=\"" + std::string(state) + '"', as_number(count));
  }
  text.one("sipro_queue_backlog", "gauge", "Queued, retrying and running: what workers are scaled by.",
           as_number(stats.backlog));
  const double oldest_s = stats.oldest_waiting ? std::chrono::duration<double>(*stats.oldest_waiting).count() : 0;
  text.one("sipro_queue_oldest_waiting_seconds", "gauge", "How long the oldest queued job waits.",
           oldest_s > 0 ? std::max(0.0, now.now_s - oldest_s) : 0);
  text.one("sipro_queue_paused", "gauge", "1: no job is started.", stats.paused ? 1 : 0);
}

}  // namespace

std::string metrics_text(const MetricsNow& now) {
  Text text;
  text.family("sipro_build_info", "gauge", "Always 1.");
  text.sample("sipro_build_info", "version=\"" SIPRO_VERSION "\"", 1);
  text.one("process_start_time_seconds", "gauge", "Since 1970.", now.started_s);
  text.one("process_cpu_seconds_total", "counter", "Of all threads.", now.processor_s);
  write_answers(text, now.metrics);
  write_connections(text, now);
  write_redis(text, now.redis);
  write_queue(text, now);
  return text.take();
}

}  // namespace sipro::gateway
