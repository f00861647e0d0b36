#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "api/metrics_text.hpp"

namespace sipro::gateway {
namespace {

/// Reasons of events that end an attempt (common/queue/README.md). Told from the first attempt of a kind on, since a
/// counter that begins with 1 has not increased.
constexpr std::array<std::string_view, 9> kOutcomes{"completed",   "file",          "resource",    "crash",   "cancel",
                                                    "interrupted", "lease_expired", "worker_lost", "restored"};

double seconds(queue::Micros time) { return std::chrono::duration<double>(time).count(); }

void write_queue(MetricsWriter& text, const queue::Stats& stats, double now_s) {
  text.family("sipro_queue_jobs", "gauge", "Jobs of all districts, by state.");
  for (const auto& [state, count] :
       {std::pair("queued", stats.waiting), std::pair("retrying", stats.delayed), std::pair("blocked", stats.blocked),
        std::pair("running", stats.running), std::pair("dead", stats.dead)}) {
    text.sample("sipro_queue_jobs", labels({{"state", state}}), count);
  }
  text.one("sipro_queue_backlog", "gauge", "Queued, retrying and running: what workers are scaled by.", stats.backlog);
  const double oldest_s = stats.oldest_waiting ? seconds(*stats.oldest_waiting) : 0;
  text.one("sipro_queue_oldest_waiting_seconds", "gauge", "How long the oldest queued job waits.",
           oldest_s > 0 ? std::max(0.0, now_s - oldest_s) : 0.0);
  text.one("sipro_queue_paused", "gauge", "1: no job is started.", stats.paused ? 1.0 : 0.0);
  text.one("sipro_queue_unsaved_ends", "gauge", "Jobs that have ended, while storage does not say so yet.",
           stats.unsaved);
}

void write_attempts(MetricsWriter& text, const queue::Counts& counts) {
  const auto labels_of = [](const queue::AttemptCounts& attempts) {
    return labels({{"kind", attempts.kind}, {"urgent", attempts.urgent ? "true" : "false"}});
  };
  text.family("sipro_attempts_total", "counter", "Attempts that ended, by how.");
  for (const queue::AttemptCounts& attempts : counts.attempts) {
    auto ended = attempts.ended;
    for (const std::string_view outcome : kOutcomes) ended.try_emplace(std::string(outcome), 0);
    for (const auto& [outcome, count] : ended) {
      text.sample("sipro_attempts_total", labels_of(attempts) + "," + labels({{"outcome", outcome}}), count);
    }
  }
  text.family("sipro_attempt_wait_seconds", "histogram", "How long a job was queued before an attempt began.");
  for (const queue::AttemptCounts& attempts : counts.attempts) {
    text.histogram("sipro_attempt_wait_seconds", labels_of(attempts), counts.bounds_s, attempts.waited.counts,
                   seconds(attempts.waited.sum));
  }
  text.family("sipro_attempt_run_seconds", "histogram", "How long an attempt ran, however it ended.");
  for (const queue::AttemptCounts& attempts : counts.attempts) {
    text.histogram("sipro_attempt_run_seconds", labels_of(attempts), counts.bounds_s, attempts.ran.counts,
                   seconds(attempts.ran.sum));
  }
}

void write_processes(MetricsWriter& text, const std::vector<queue::ProcessInfo>& processes) {
  std::map<std::tuple<std::string, std::string, std::string>, std::uint64_t> alive;
  std::uint64_t slots = 0;
  for (const queue::ProcessInfo& process : processes) {
    ++alive[{process.role, process.state, process.version}];
    if (process.role == "worker" && process.state == "active") slots += process.concurrency;
  }
  text.family("sipro_processes", "gauge", "Processes that told of themselves in the last minute.");
  for (const auto& [who, count] : alive) {
    const auto& [role, state, version] = who;
    text.sample("sipro_processes", labels({{"role", role}, {"state", state}, {"version", version}}), count);
  }
  text.one("sipro_worker_slots", "gauge", "Attempts that the active workers run at once.", slots);
}

void write_server(MetricsWriter& text, const redis::ServerInfo& server) {
  text.one("sipro_redis_memory_used_bytes", "gauge", "Of maxmemory.", server.number("used_memory"));
  text.one("sipro_redis_memory_max_bytes", "gauge", "maxmemory; 0: there is none.", server.number("maxmemory"));
  text.one("sipro_redis_clients", "gauge", "Connections to Redis.", server.number("connected_clients"));
}

void write_volume(MetricsWriter& text, const storage::Volume& volume) {
  text.one("sipro_storage_size_bytes", "gauge", "Of the volume that the data lie on.", volume.size_bytes);
  text.one("sipro_storage_free_bytes", "gauge", "Of them free for us.", volume.free_bytes);
  text.one("sipro_storage_inodes", "gauge", "Files and folders that the volume can hold; 0: no such limit.",
           volume.inodes);
  text.one("sipro_storage_free_inodes", "gauge", "Of them free for us.", volume.free_inodes);
  text.one("sipro_storage_read_only", "gauge", "1: the volume is mounted read-only.", volume.read_only ? 1.0 : 0.0);
}

}  // namespace

void write_installation(MetricsWriter& text, const MetricsNow& now) {
  text.one("sipro_queue_known", "gauge", "1: Redis told of the queue for this scrape.", now.queue ? 1.0 : 0.0);
  if (now.queue) {
    text.one("sipro_queue_open", "gauge", "0: the queue waits for a recovery; jobs are neither taken nor begun.",
             now.queue->open ? 1.0 : 0.0);
    write_queue(text, now.queue->stats, now.now_s);
    write_attempts(text, now.queue->counts);
    write_processes(text, now.queue->processes);
    write_server(text, now.queue->server);
  }
  text.one("sipro_storage_known", "gauge", "1: storage answered in the last minute.", now.volume ? 1.0 : 0.0);
  if (now.volume) write_volume(text, *now.volume);
}

}  // namespace sipro::gateway
