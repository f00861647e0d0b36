#include "jobs/slot.hpp"

#include <chrono>
#include <exception>
#include <string>
#include <utility>
#include <variant>

#include "base/log.hpp"
#include "base/random.hpp"
#include "jobs/thread_name.hpp"
#include "payload/payload.hpp"
#include "queue/retry_policy.hpp"
#include "records/words.hpp"

namespace sipro::jobs {
namespace {

/// Longest wait at the doorbell: within it SIGTERM is noticed, and a bell that nobody rang does no harm.
constexpr std::chrono::milliseconds kDoorbell(1000);

queue::Failure to_failure(const queue::Claimed& claimed, const Failed& end) {
  const bool crash = end.fail_class == queue::FailClass::crash;
  queue::Failure failure;
  failure.fail_class = end.fail_class;
  failure.error = end.error;
  failure.delay = queue::backoff((crash ? claimed.strikes : claimed.retries) + 1, random_u64());
  failure.max_retries = queue::kMaxRetries;
  failure.max_strikes = queue::kMaxStrikes;
  return failure;
}

void log_end(const queue::Claimed& claimed, const std::string& worker, const AttemptEnd& end,
             const queue::EndOutcome& outcome) {
  const queue::Hold& hold = claimed.hold;
  const auto* failed = std::get_if<Failed>(&end);
  if (failed == nullptr) {
    log::info("attempt_succeeded",
              {{"job", hold.id}, {"attempt", hold.attempt}, {"trace", claimed.spec.trace}, {"worker", worker}});
    return;
  }
  // Evidence of the last words lies in the attempt's folder: they may hold what no log should.
  const auto level = failed->fail_class == queue::FailClass::crash ? log::Level::error : log::Level::warn;
  log::write(level, "attempt_failed",
             {{"job", hold.id},
              {"attempt", hold.attempt},
              {"trace", claimed.spec.trace},
              {"worker", worker},
              {"class", queue::to_string(failed->fail_class)},
              {"code", failed->error.code},
              {"cause", failed->cause},
              {"exit", failed->exit.status},
              {"signal", failed->exit.signal},
              {"state", queue::to_string(outcome.state)},
              {"dead", outcome.dead},
              {"strikes", outcome.strikes},
              {"retries", outcome.retries}});
}

}  // namespace

Slot::Slot(unsigned number, const Settings& settings, const storage::JobFiles& jobs, QueueAccess& access,
           LiveAttempts& attempts, std::stop_token give_up)
    : number_(number),
      settings_(settings),
      jobs_(jobs),
      link_(access),
      attempts_(attempts),
      give_up_(std::move(give_up)),
      runner_(jobs, settings, [this](const std::string& job) { return result_folder(job); }) {}

void Slot::start(std::function<void()> on_end) {
  thread_ = std::jthread([this, on_end = std::move(on_end)](const std::stop_token& stop) {
    name_this_thread("slot-" + std::to_string(number_));
    run(stop);
    on_end();
  });
}

void Slot::shutdown() {
  stop_claiming();
  if (thread_.joinable()) thread_.join();
}

void Slot::run(const std::stop_token& stop) {
  Backoff backoff;
  while (!stop.stop_requested()) {
    if (run_once()) {
      backoff.reset();
      continue;
    }
    if (stop.stop_requested()) return;
    if (link_.wait_for_work(kDoorbell)) {
      backoff.reset();
    } else {
      pause_for(stop, backoff.next());
    }
  }
}

bool Slot::run_once() {
  const queue::ClaimRequest request{settings_.worker, number_, request_, payload::kVersion, settings_.lease};
  const auto claimed = link_.once([&](queue::Queue& queue) { return queue.claim(request); });
  if (!claimed) return false;
  // Only an answered request is over: the same number again brings the job that an answer may have got lost with.
  ++request_;
  if (!*claimed) return false;

  const auto attempt = std::make_shared<LiveAttempt>((*claimed)->hold);
  attempts_.add(attempt);
  log::info("attempt_started", {{"job", attempt->hold().id},
                                {"attempt", attempt->hold().attempt},
                                {"trace", (*claimed)->spec.trace},
                                {"worker", settings_.worker},
                                {"district", (*claimed)->spec.district},
                                {"kind", (*claimed)->spec.kind}});
  tell(**claimed, run_attempt(**claimed, *attempt), *attempt);
  attempts_.remove(*attempt);
  return true;
}

/// A defect of ours met by one job must not take the others of this process with it.
AttemptEnd Slot::run_attempt(const queue::Claimed& claimed, LiveAttempt& attempt) {
  try {
    return runner_.run(claimed, attempt);
  } catch (const std::exception& error) {
    return failed_step({Errc::internal, error.what()});
  }
}

void Slot::tell(const queue::Claimed& claimed, const AttemptEnd& end, LiveAttempt& attempt) {
  const auto outcome = tell_queue(claimed, end, attempt);
  if (outcome && !outcome->lost) {
    log_end(claimed, settings_.worker, end, *outcome);
    if (queue::is_terminal(outcome->state)) save_end(claimed);
    return;
  }
  const bool lost = outcome || outcome.error().code == Errc::lease_lost;
  log::warn(lost ? "attempt_lost" : "attempt_not_told", {{"job", claimed.hold.id},
                                                         {"attempt", claimed.hold.attempt},
                                                         {"trace", claimed.spec.trace},
                                                         {"worker", settings_.worker},
                                                         {"cause", outcome ? "the queue" : outcome.error().context}});
}

Result<queue::EndOutcome> Slot::tell_queue(const queue::Claimed& claimed, const AttemptEnd& end, LiveAttempt& attempt) {
  if (const auto* completion = std::get_if<queue::Completion>(&end)) {
    return link_.until_answered(attempt, give_up_, settings_.stall,
                                [&](queue::Queue& queue) { return queue.complete(claimed.hold, *completion); });
  }
  if (const auto* failed = std::get_if<Failed>(&end)) {
    const queue::Failure failure = to_failure(claimed, *failed);
    return link_.until_answered(attempt, give_up_, settings_.stall,
                                [&](queue::Queue& queue) { return queue.fail(claimed.hold, failure); });
  }
  return Error{Errc::lease_lost, "told by a beat"};
}

/// What fails here is made up for by whoever looks for ends that are not on storage.
void Slot::save_end(const queue::Claimed& claimed) {
  const auto job = link_.once([&](queue::Queue& queue) { return queue.show(claimed.hold.id); });
  if (!job || !*job || !queue::is_terminal((*job)->state) || (*job)->round != claimed.hold.round) return;
  const auto written = jobs_.write_end(claimed.spec.district, records::to_end_fact(**job));
  if (!written) {
    log::warn("end_not_saved", {{"job", claimed.hold.id}, {"cause", written.error().context}});
    return;
  }
  (void)link_.once([&](queue::Queue& queue) { return queue.saved(claimed.hold.id, claimed.hold.round); });
}

Result<std::string> Slot::result_folder(const std::string& job) {
  const auto view = link_.once([&](queue::Queue& queue) { return queue.show(job); });
  if (!view) return view.error();
  if (!*view || (*view)->state != queue::JobState::succeeded) return std::string();
  return (*view)->folder;
}

}  // namespace sipro::jobs
