#include "api/metrics_text.hpp"

#include <gmock/gmock.h>

#include "api/routes.hpp"

namespace sipro::gateway {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

std::string text_of(const Metrics& metrics, std::optional<queue::Stats> stats = std::nullopt) {
  return metrics_text({metrics, {3, 100, 200}, 2, {}, 4, 5, std::move(stats), 1000, 10, 1.5});
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
  queue::Stats stats;
  stats.waiting = 3;
  stats.backlog = 7;
  stats.oldest_waiting = 990s;
  const std::string text = text_of({}, stats);
  EXPECT_THAT(text, HasSubstr("sipro_queue_known 1\n"));
  EXPECT_THAT(text, HasSubstr("sipro_queue_jobs{state=\"queued\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("sipro_queue_backlog 7\n"));
  EXPECT_THAT(text, HasSubstr("sipro_queue_oldest_waiting_seconds 10\n"));
}

}  // namespace
}  // namespace sipro::gateway
