// The gateway's figures, and those of the whole installation, in Prometheus' text format.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "api/metrics_writer.hpp"
#include "http/connection.hpp"
#include "redis/async_client.hpp"
#include "services/metrics.hpp"
#include "services/queue_client.hpp"
#include "storage/volume.hpp"

namespace sipro::gateway {

struct MetricsNow {
  const Metrics& metrics;
  http::Traffic traffic;
  std::size_t connections = 0;
  redis::Figures redis;
  std::size_t files_waiting = 0;  // on the pool, or running there
  std::size_t hashes_waiting = 0;
  std::optional<QueueFigures> queue;      // nothing: Redis didn't tell
  std::optional<storage::Volume> volume;  // nothing: storage didn't tell
  bool config_readable = true;            // districts and epoch
  double now_s = 0;                       // since 1970
  double started_s = 0;
  double processor_s = 0;  // that the process has used
};

/// Labels are route patterns, methods and our own words, never what a client sent.
std::string metrics_text(const MetricsNow& now);

/// What every gateway tells alike: queue, workers, Redis, storage.
void write_installation(MetricsWriter& text, const MetricsNow& now);

}  // namespace sipro::gateway
