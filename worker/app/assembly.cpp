#include "app/assembly.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "base/version.hpp"
#include "payload/payload.hpp"
#include "queue/redis_queue.hpp"
#include "recovery/ends.hpp"
#include "recovery/janitor.hpp"
#include "recovery/recover.hpp"

namespace sipro::worker {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

void log_recovery(const recovery::RecoveryReport& report) {
  log::warn("queue_recovered", {{"found", report.found},
                                {"queued", report.queued},
                                {"running", report.running},
                                {"ended", report.ended},
                                {"restored", report.restored},
                                {"ends_saved", report.ends_saved},
                                {"doubtful", report.doubtful.size()}});
  for (const recovery::Doubtful& job : report.doubtful) {
    log::error("job_doubtful", {{"job", job.id}, {"district", job.district}, {"cause", job.reason}});
  }
}

/// A whole round, some jobs at a time. Its place is kept where a stop ends it early.
class CleanUp {
 public:
  explicit CleanUp(const storage::JobFiles& jobs) : jobs_(&jobs) {}

  Result<void> operator()(queue::Queue& queue, const std::stop_token& stop) {
    constexpr std::size_t kJobsAtATime = 100;
    if (!janitor_) janitor_.emplace(*jobs_, queue);
    recovery::Cleaned all;
    while (!stop.stop_requested()) {
      const auto step = janitor_->step(kJobsAtATime, std::chrono::system_clock::now());
      if (!step) return step.error();
      all.attempts += step->attempts;
      all.unfinished += step->unfinished;
      all.bytes += step->bytes;
      if (step->resting || step->round_done) break;
    }
    if (all.attempts + all.unfinished > 0) {
      log::info("cleaned_up", {{"attempts", all.attempts}, {"unfinished", all.unfinished}, {"bytes", all.bytes}});
    }
    return {};
  }

 private:
  const storage::JobFiles* jobs_;
  std::optional<recovery::Janitor> janitor_;
};

}  // namespace

Assembly::Assembly(const Options& options, redis::Address address)
    : settings_(options.settings), address_(std::move(address)), jobs_(files_, storage::Layout(options.data)) {
  access_.connect = [this] {
    auto queue = std::make_unique<queue::RedisQueue>(address_, [this] { return read_epoch(); });
    auto* doorbell = queue.get();
    return jobs::Connection{std::move(queue), [doorbell](std::chrono::milliseconds time) -> Result<void> {
                              const auto rang = doorbell->wait_for_work(time);
                              return rang ? Result<void>() : rang.error();
                            }};
  };
}

Result<std::string> Assembly::read_epoch() { return storage::read_epoch(files_, jobs_.layout()); }

Result<void> Assembly::check() {
  auto checked = jobs::check_storage(jobs_);
  if (checked) checked = check_child();
  if (checked) checked = check_redis();
  return checked;
}

Result<void> Assembly::check_child() {
  auto parts = jobs::probe_cage(settings_);
  if (!parts) {
    return Error{parts.error().code, parts.error().context +
                                         ". Is --child the program sipro of the same version, and may processes be "
                                         "confined on this host? `sipro-admin doctor` tells"};
  }
  cage_ = std::move(*parts);
  std::vector<std::string> missing;
  for (const std::string& part : child::all_cage_parts()) {
    if (std::find(cage_.begin(), cage_.end(), part) == cage_.end()) missing.push_back(part);
  }
  if (!missing.empty()) log::warn("cage_incomplete", {{"holds", joined(cage_)}, {"missing", joined(missing)}});
  return {};
}

Result<void> Assembly::check_redis() const {
  const auto ensured = queue::RedisQueue(address_).ensure_library();
  // A Redis that is away is waited for; the library is loaded by the first call then, or refused by it.
  if (ensured || ensured.error().code != Errc::library_conflict) return {};
  return Error{Errc::library_conflict,
               ensured.error().context + ". Stop the processes of the other version, or install the same version here"};
}

std::unique_ptr<jobs::Worker> Assembly::make_worker() {
  queue::ProcessInfo self;
  self.name = settings_.worker;
  self.role = "worker";
  self.version = kVersion;
  self.max_payload = payload::kVersion;
  self.concurrency = settings_.concurrency;
  self.cage = joined(cage_);
  log::info("worker_starts", {{"worker", self.name},
                              {"version", self.version},
                              {"concurrency", self.concurrency},
                              {"threads", settings_.threads},
                              {"cage", self.cage},
                              {"data", jobs_.layout().root().string()},
                              {"child", settings_.child.string()}});
  jobs::Chores chores;
  chores.recover = [this](queue::Queue& queue) -> Result<void> {
    recovery::RecoverOptions options;
    options.owner = settings_.worker;
    const auto report = recovery::recover(jobs_, queue, options);
    if (!report) return report.error();
    if (report->scope != recovery::Scope::none) log_recovery(*report);
    return {};
  };
  chores.save_ends = [this](queue::Queue& queue, const std::stop_token&) -> Result<void> {
    const auto saved = recovery::save_ends(jobs_, queue);
    return saved ? Result<void>() : saved.error();
  };
  chores.clean_up = CleanUp(jobs_);
  return std::make_unique<jobs::Worker>(settings_, jobs_, access_, std::move(self), std::move(chores));
}

}  // namespace sipro::worker
