#include "jobs/reaper.hpp"

#include "base/log.hpp"
#include "jobs/thread_name.hpp"
#include "queue/retry_policy.hpp"

namespace sipro::jobs {
namespace {

constexpr std::chrono::seconds kTick(1);
/// Calls of one round of the audit: far more than a round has, so that a cursor that never ends keeps nobody here.
constexpr int kAuditCalls = 100'000;

}  // namespace

void Reaper::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    name_this_thread("reaper");
    do {
      run_once(std::chrono::steady_clock::now());
    } while (pause_for(stop, kTick));
  });
}

void Reaper::shutdown() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Reaper::run_once(std::chrono::steady_clock::time_point now) {
  reap();
  if (announce_.is_due(now) || announced_draining_ != draining_) announce();
  if (audit_.is_due(now)) audit();
}

void Reaper::reap() {
  const auto outcome = link_.once([](queue::Queue& queue) { return queue.reap(queue::kMaxStrikes); });
  if (!outcome) {
    if (outcome.error().code == Errc::recovering) recover();
    return;
  }
  for (const queue::Reaped& job : outcome->reaped) {
    log::warn("lease_expired",
              {{"job", job.id}, {"token", job.token}, {"state", queue::to_string(job.to)}, {"dead", job.dead}});
  }
}

void Reaper::recover() {
  const auto recovered = recover_(link_.queue());
  if (recovered) {
    recovery_failures_.worked();
  } else if (recovered.error().code != Errc::recovering) {
    recovery_failures_.failed(recovered.error());
  }
}

void Reaper::announce() {
  self_.state = draining_ ? "draining" : "active";
  const auto told = link_.once([this](queue::Queue& queue) { return queue.announce(self_); });
  if (told) announced_draining_ = self_.state == "draining";
}

void Reaper::audit() {
  std::string cursor = "0";
  for (int call = 0; call < kAuditCalls; ++call) {
    const auto page = link_.once([&cursor](queue::Queue& queue) { return queue.audit(cursor); });
    if (!page) return;
    for (const queue::Mended& mended : page->mended) {
      log::error("audit_mended", {{"job", mended.id}, {"place", mended.place}, {"added", mended.added}});
    }
    cursor = page->cursor;
    if (cursor == "0") return;
  }
}

}  // namespace sipro::jobs
