// What handlers work with. Owned by App; outlives every request.
#pragma once

#include <atomic>

#include "asio/pool.hpp"
#include "http/web_files.hpp"
#include "redis/async_client.hpp"
#include "services/content.hpp"
#include "services/job_months.hpp"
#include "services/metrics.hpp"
#include "services/queue_client.hpp"
#include "services/rate_limit.hpp"
#include "services/settings.hpp"
#include "services/tenants.hpp"
#include "storage/facts.hpp"

namespace sipro::gateway {

struct Services {
  const Settings& settings;
  asio::Pool& files_pool;
  asio::Pool& hash_pool;
  storage::JobFiles& jobs;
  redis::AsyncClient& redis;
  QueueClient& queue;
  Tenants& tenants;
  Content& content;
  const bool& draining;
  const http::WebFiles& web;
  RateLimits& limits;
  Metrics& metrics;
  JobMonthsKnown& job_months;
};

}  // namespace sipro::gateway
