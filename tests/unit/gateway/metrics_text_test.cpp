#include "api/metrics_text.hpp"

#include <gmock/gmock.h>

#include "api/routes.hpp"

namespace sipro::gateway {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

std::string text_of(const Metrics& metrics, std::optional<QueueFigures> queue = std::nullopt,
                    std::optional<storage::Volume> volume = std::nullopt) {
  return metrics_text({metrics, {3, 100, 200}, 2, {}, 4, 5, std::move(queue), volume, true, 1000, 10, 1.5});
}

TEST(MetricsText, CountsAnswersByRouteAndClass) {
  Metrics metrics;
  metrics.answered(0, 200, "", 2ms);
  metrics.answered(0, 204, "", 20s);
  metrics.answered(routes().size(), 404, "not_found", 1us);
  const std::string text = text_of(metrics);
  EXPECT_THAT(text, HasSubstr("sipro_http_requests_total{method=\"GET\",route=\"/healthz\",status=\"2xx\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("sipro_http_requests_total{method=\"any\",route=\"other\",status=\"4xx\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("sipro_http_problems_total{code=\"not_found\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{method=\"GET\",route=\"/healthz\",le=\"0.001\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{method=\"GET\",route=\"/healthz\",le=\"0.0025\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{method=\"GET\",route=\"/healthz\",le=\"10\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{method=\"GET\",route=\"/healthz\",le=\"+Inf\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("_count{method=\"GET\",route=\"/healthz\"} 2\n"));
}

TEST(MetricsText, TellsOfTheQueueWhereRedisDid) {
  EXPECT_THAT(text_of({}), HasSubstr("sipro_queue_known 0\n"));
  EXPECT_THAT(text_of({}), Not(HasSubstr("sipro_queue_backlog")));
  QueueFigures figures;
  figures.stats.waiting = 3;
  figures.stats.backlog = 7;
  figures.stats.unsaved = 2;
  figures.stats.oldest_waiting = 990s;
  figures.open = true;
  figures.server = redis::ServerInfo("# Memory\r\nused_memory:1024\r\nmaxmemory:4096\r\n");
  const std::string text = text_of({}, figures);
  EXPECT_THAT(text, HasSubstr("sipro_queue_known 1\n"));
  EXPECT_THAT(text, HasSubstr("sipro_queue_open 1\n"));
  EXPECT_THAT(text, HasSubstr("sipro_queue_jobs{state=\"queued\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("sipro_queue_backlog 7\n"));
  EXPECT_THAT(text, HasSubstr("sipro_queue_unsaved_ends 2\n"));
  EXPECT_THAT(text, HasSubstr("sipro_queue_oldest_waiting_seconds 10\n"));
  EXPECT_THAT(text, HasSubstr("sipro_redis_memory_used_bytes 1024\n"));
  EXPECT_THAT(text, HasSubstr("sipro_redis_memory_max_bytes 4096\n"));
  EXPECT_THAT(text, HasSubstr("sipro_worker_slots 0\n"));
}

TEST(MetricsText, AttemptsAreToldByKindAndOutcome) {
  QueueFigures figures;
  figures.counts.bounds_s = {"0.5", "2"};
  queue::AttemptCounts checks{"preprocess", true, {{1, 2, 3}, 90s}, {{4, 0, 0}, 500ms}, {{"crash", 4}}};
  figures.counts.attempts.push_back(checks);
  const std::string text = text_of({}, figures);
  const std::string with = R"({kind="preprocess",urgent="true")";
  EXPECT_THAT(text, HasSubstr("sipro_attempts_total" + with + ",outcome=\"crash\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("sipro_attempts_total" + with + ",outcome=\"completed\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("sipro_attempt_wait_seconds_bucket" + with + ",le=\"0.5\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("sipro_attempt_wait_seconds_bucket" + with + ",le=\"2\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("sipro_attempt_wait_seconds_bucket" + with + ",le=\"+Inf\"} 6\n"));
  EXPECT_THAT(text, HasSubstr("sipro_attempt_wait_seconds_sum" + with + "} 90\n"));
  EXPECT_THAT(text, HasSubstr("sipro_attempt_run_seconds_sum" + with + "} 0.5\n"));
  EXPECT_THAT(text, HasSubstr("sipro_attempt_run_seconds_count" + with + "} 4\n"));
}

TEST(MetricsText, ProcessesAreCountedAndOnlyActiveWorkersHaveSlots) {
  QueueFigures figures;
  const auto process = [](const char* name, const char* role, const char* state, unsigned slots) {
    return queue::ProcessInfo{name, role, "1.0", 1, slots, state, "", 1, queue::Micros{0}};
  };
  figures.processes = {process("a", "worker", "active", 2), process("b", "worker", "active", 4),
                       process("c", "worker", "draining", 8), process("d", "gateway", "active", 0)};
  const std::string text = text_of({}, figures);
  EXPECT_THAT(text, HasSubstr("sipro_processes{role=\"worker\",state=\"active\",version=\"1.0\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("sipro_processes{role=\"worker\",state=\"draining\",version=\"1.0\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("sipro_processes{role=\"gateway\",state=\"active\",version=\"1.0\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("sipro_worker_slots 6\n"));
}

TEST(MetricsText, TellsOfStorageWhereItAnswered) {
  EXPECT_THAT(text_of({}), HasSubstr("sipro_storage_known 0\n"));
  EXPECT_THAT(text_of({}), Not(HasSubstr("sipro_storage_free_bytes")));
  const std::string text = text_of({}, {}, storage::Volume{1000, 10, 0, 0, true});
  EXPECT_THAT(text, HasSubstr("sipro_storage_known 1\n"));
  EXPECT_THAT(text, HasSubstr("sipro_storage_size_bytes 1000\n"));
  EXPECT_THAT(text, HasSubstr("sipro_storage_free_bytes 10\n"));
  EXPECT_THAT(text, HasSubstr("sipro_storage_read_only 1\n"));
}

TEST(MetricsText, WhatAlertsWaitForIsToldBeforeItHappens) {
  EXPECT_THAT(text_of({}), HasSubstr("sipro_http_problems_total{code=\"storage_full\"} 0\n"));
}

TEST(MetricsText, ValuesOfLabelsAreEscaped) {
  EXPECT_EQ(R"(a="1\\2\"3\n4",b="")", labels({{"a", "1\\2\"3\n4"}, {"b", ""}}));
}

}  // namespace
}  // namespace sipro::gateway
