// The gateway's figures in Prometheus' text format.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "http/connection.hpp"
#include "queue/queue.hpp"
#include "redis/async_client.hpp"
#include "services/metrics.hpp"

namespace sipro::gateway {

struct MetricsNow {
  const Metrics& metrics;
  http::Traffic traffic;
  std::size_t connections = 0;
  redis::Figures redis;
  std::size_t files_waiting = 0;  // on the pool, or running there
  std::size_t hashes_waiting = 0;
  std::optional<queue::Stats> queue;  // nothing: Redis didn't tell
  double now_s = 0;                   // since 1970
  double started_s = 0;
  double processor_s = 0;  // that the process has used
};

/// Labels are route patterns, methods and our own words, never what a client sent.
std::string metrics_text(const MetricsNow& now);

}  // namespace sipro::gateway
