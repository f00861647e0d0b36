#include <map>
#include <set>

#include "admin/doctor_checks.hpp"
#include "admin/figures.hpp"

namespace sipro::admin {
namespace {

constexpr std::chrono::minutes kLongWait{15};
constexpr std::chrono::seconds kUnsavedAge{60};
constexpr std::uint64_t kUnsavedShown = 100;

void check_standing(const storage::JobFiles& files, const queue::Standing& standing, Findings& findings) {
  const auto epoch = storage::read_epoch(files.files(), files.layout());
  if (!epoch) {
    findings.fail("the queue's epoch on storage: " + epoch.error().context, "sipro-admin recover");
  } else if (epoch->empty() || *epoch != standing.epoch || standing.run_id != standing.server) {
    findings.fail("the queue is closed: this Redis is not the one of the last recovery" +
                      (standing.recovering.empty() ? std::string() : "; " + standing.recovering + " recovers it"),
                  "workers recover it by themselves within seconds; by hand: sipro-admin recover");
  } else {
    findings.ok("the queue is open; its epoch is the storage's");
  }
  if (standing.last_tick) {
    const auto age = standing.now - *standing.last_tick;
    if (age > std::chrono::seconds(10)) {
      findings.warn("the last tick was " + how_long(age) + " ago: nobody looks for lost workers", "start a worker");
    }
  }
}

void check_processes(const std::vector<queue::ProcessInfo>& processes, Findings& findings) {
  std::map<std::string, unsigned> roles;
  std::set<std::string> versions;
  unsigned slots = 0;
  for (const auto& process : processes) {
    ++roles[process.role];
    versions.insert(process.version);
    if (process.state != "draining") slots += process.concurrency;
  }
  if (roles["worker"] == 0) {
    findings.fail("no worker has told of itself in the last 60 s: jobs wait", "start sipro-worker; see its log");
  } else {
    findings.ok(count_of(roles["worker"], "worker") + ", " + count_of(slots, "job") + " at once");
  }
  if (roles["gateway"] == 0) {
    findings.warn("no gateway has told of itself in the last 60 s", "start sipro-gateway; see its log");
  } else {
    findings.ok(count_of(roles["gateway"], "gateway"));
  }
  for (const auto& process : processes) {
    findings.ok(process.role + " " + process.name + ": version " + process.version + ", library sipro_v" +
                (process.library == 0 ? "?" : std::to_string(process.library)) + ", " + process.state +
                (process.cage.empty() ? "" : ", cage: " + process.cage));
  }
  if (versions.size() > 1) {
    findings.warn(std::to_string(versions.size()) + " versions run side by side",
                  "fine during an upgrade; afterwards restart the older processes and: sipro-admin queue upgrade");
  }
}

void check_jobs(queue::Queue& queue, const queue::Stats& stats, queue::Micros now, Findings& findings) {
  findings.ok(std::to_string(stats.running) + " running, " + std::to_string(stats.waiting) + " queued, " +
              std::to_string(stats.delayed) + " retrying, " + std::to_string(stats.blocked) + " blocked");
  if (stats.paused) findings.warn("the queue is paused: nothing starts", "sipro-admin queue resume");
  if (stats.dead > 0) {
    findings.warn(count_of(stats.dead, "dead letter"),
                  "sipro-admin queue list --state dead, queue show ID, queue replay ID");
  }
  if (stats.oldest_waiting && now - *stats.oldest_waiting > kLongWait) {
    findings.warn(
        "the oldest queued job waits for " + how_long(now - *stats.oldest_waiting),
        "are there enough workers, and does its district's cap hold it? sipro-admin queue list --state queued");
  }
  const auto unsaved = queue.unsaved(kUnsavedAge, kUnsavedShown);
  if (unsaved && !unsaved->empty()) {
    findings.warn(count_of(unsaved->size(), "end") + " of jobs could not be written to storage for a minute or more",
                  "is the storage full or away? Workers write them as soon as they can");
  }
}

}  // namespace

std::vector<Finding> check_queue(const storage::JobFiles& files, queue::Queue& queue) {
  Findings queue_findings("queue");
  const auto standing = queue.standing();
  const auto processes = queue.processes();
  const auto stats = queue.stats();
  if (!standing || !processes || !stats) {
    const auto& error = !standing ? standing.error() : !processes ? processes.error() : stats.error();
    queue_findings.fail(error.context, "see the lines about redis");
    return queue_findings.take();
  }
  check_standing(files, *standing, queue_findings);
  check_processes(*processes, queue_findings);
  check_jobs(queue, *stats, standing->now, queue_findings);
  return queue_findings.take();
}

}  // namespace sipro::admin
