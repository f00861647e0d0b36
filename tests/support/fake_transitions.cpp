// How the fake's jobs move from state to state.
#include <algorithm>

#include "support/fake_queue.hpp"

namespace sipro::test {

using queue::FailClass;
using queue::JobError;
using queue::JobState;

namespace {

std::string quoted_object(std::string_view key, std::string_view value) {
  std::string text = "{\"" + std::string(key) + "\":\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"}";
}

}  // namespace

/// Into a state, with its event; what a state does not have is cleared.
void FakeQueue::move(FakeJob& job, std::optional<JobState> from, JobState to, std::string_view reason,
                     std::string_view by) const {
  queue::JobView& view = job.view;
  view.state = to;
  QueueEvent event{view.spec.id,        view.spec.district, from, to, now(), "", "", 0, view.round,
                   std::string(reason), std::string(by),    0,    0};
  const bool was_running = from == JobState::running;
  if (was_running || to == JobState::running) {
    event.token = view.token;
    event.worker = view.worker;
    event.attempt = view.attempt;
  }
  if (was_running && to != JobState::succeeded) {
    event.strikes = view.strikes;
    event.retries = view.retries;
  }
  state().events.push_back(std::move(event));
}

void FakeQueue::requeue(FakeJob& job, std::string_view reason, std::string_view by) const {
  const JobState from = job.view.state;
  if (is_terminal(from) || reason == "restored") {  // a new round
    job.view.retries = job.view.interruptions = 0;
    job.view.finished.reset();
    job.view.error.reset();
    job.view.folder.clear();
    job.view.results.clear();
    job.view.dead = job.view.cancel_asked = job.unsaved = false;
    job.cancel_by.clear();
    job.waits_for.clear();
  }
  job.queued_since = now();
  move(job, from, JobState::queued, reason, by);
}

void FakeQueue::retry_after(FakeJob& job, std::chrono::milliseconds delay, std::string_view reason) const {
  job.due = now() + delay;
  move(job, JobState::running, JobState::retrying, reason);
}

void FakeQueue::end(FakeJob& job, JobState to, std::string_view reason, std::optional<JobError> error, bool dead,
                    std::string_view by) const {
  const JobState from = job.view.state;
  job.view.error = std::move(error);
  job.view.dead = dead;
  job.view.finished = now();
  job.unsaved = true;
  job.waits_for.clear();
  move(job, from, to, reason, by);
  unsigned budget = kTouched;
  settle_children(job, budget);
}

void FakeQueue::end_as_asked(FakeJob& job) const {
  end(job, JobState::cancelled, "cancel", JobError{"cancelled", "", quoted_object("by", job.cancel_by)}, false,
      job.cancel_by);
}

void FakeQueue::settle_children(const FakeJob& parent, unsigned& budget) const {
  std::vector<const FakeJob*> ended{&parent};
  while (!ended.empty()) {
    const FakeJob& next = *ended.back();
    ended.pop_back();
    for (auto& [id, child] : state().jobs) {
      if (!child.waits_for.contains(next.view.spec.id)) continue;
      if (budget == 0) return;
      --budget;
      settle_child(child, next);
      if (child.view.state == JobState::cancelled) ended.push_back(&child);
    }
  }
}

void FakeQueue::settle_child(FakeJob& child, const FakeJob& parent) const {
  if (parent.view.state == JobState::succeeded) {
    child.waits_for.erase(parent.view.spec.id);
    if (child.waits_for.empty()) requeue(child, "unblocked");
    return;
  }
  child.waits_for.clear();
  child.view.error = JobError{"parent_failed", "", quoted_object("parent", parent.view.spec.id)};
  child.view.finished = now();
  child.unsaved = true;
  move(child, child.view.state, JobState::cancelled, "parent_failed");
}

void FakeQueue::place(FakeJob& job, std::string_view reason, std::chrono::milliseconds delay) const {
  for (const std::string& id : job.view.spec.after) {
    const FakeJob* parent = find(id);
    if (parent != nullptr && parent->view.state == JobState::succeeded) continue;
    if (parent != nullptr && !is_terminal(parent->view.state)) {
      job.waits_for.insert(id);
      continue;
    }
    job.waits_for.clear();
    job.view.error = JobError{"parent_failed", "", quoted_object("parent", id)};
    job.view.finished = now();
    job.unsaved = true;
    return move(job, std::nullopt, JobState::cancelled, "parent_failed");
  }
  if (!job.waits_for.empty()) return move(job, std::nullopt, JobState::blocked, reason);
  if (delay.count() > 0) {
    job.due = now() + delay;
    return move(job, std::nullopt, JobState::retrying, reason);
  }
  job.queued_since = now();
  move(job, std::nullopt, JobState::queued, reason);
}

void FakeQueue::fail_running(FakeJob& job, const queue::Failure& failure) const {
  queue::JobView& view = job.view;
  view.interruptions = 0;
  if (failure.fail_class == FailClass::file) return end(job, JobState::failed, "file", failure.error, false);
  if (view.cancel_asked) return end_as_asked(job);
  switch (failure.fail_class) {
    case FailClass::file: break;
    case FailClass::resource:
      if (view.retries >= failure.max_retries) return end(job, JobState::failed, "resource", failure.error, true);
      view.retries += 1;
      return retry_after(job, failure.delay, "resource");
    case FailClass::crash:
      view.strikes += 1;
      if (view.strikes >= failure.max_strikes) return end(job, JobState::failed, "crash", failure.error, true);
      return retry_after(job, failure.delay, "crash");
    case FailClass::interruption: return requeue(job, "interrupted");
    case FailClass::cancel: return end(job, JobState::cancelled, "cancel", failure.error, false);
  }
}

void FakeQueue::reap_lease(FakeJob& job, unsigned max_strikes, queue::ReapOutcome& outcome) const {
  queue::JobView& view = job.view;
  const std::string token = view.token;
  if (view.cancel_asked) {
    end_as_asked(job);
  } else if (++view.interruptions < 2) {
    requeue(job, "lease_expired");
  } else {
    view.interruptions = 0;
    view.strikes += 1;
    if (view.strikes >= max_strikes)
      end(job, JobState::failed, "worker_lost", JobError{"worker_lost", "", ""}, true);
    else
      requeue(job, "worker_lost");
  }
  outcome.reaped.push_back({view.spec.id, token, view.state, view.dead});
}

void FakeQueue::take_fingerprint(const FakeJob& job) const {
  const queue::JobSpec& spec = job.view.spec;
  if (spec.fingerprint.empty()) return;
  std::string& holder = state().same[{spec.district, spec.fingerprint}];
  const FakeJob* other = find(holder);
  const bool is_free =
      other == nullptr || other->view.state == JobState::failed || other->view.state == JobState::cancelled;
  if (is_free) holder = spec.id;
}

queue::RestoreAnswer FakeQueue::restore_one(const queue::Restored& told) {
  FakeJob* job = find(told.spec.id);
  if (job == nullptr) {
    restore_new(told);
    find(told.spec.id)->view.kept = told.kept;
    return {queue::RestoreOutcome::created, find(told.spec.id)->view.state};
  }
  queue::JobView& view = job->view;
  view.kept = told.kept;
  const bool is_later = told.round > view.round;
  if (!is_later && !(told.round == view.round && told.end && !is_terminal(view.state)))
    return {queue::RestoreOutcome::kept, view.state};
  const JobState from = view.state;
  view.round = told.round;
  view.attempt = std::max(view.attempt, told.attempts);
  if (told.end) {
    restore_end(*job, from, *told.end);
  } else {
    view.strikes = told.strikes;
    requeue(*job, "restored");
  }
  if (view.state != JobState::failed && view.state != JobState::cancelled) take_fingerprint(*job);
  return {queue::RestoreOutcome::moved, view.state};
}

void FakeQueue::restore_new(const queue::Restored& told) {
  FakeJob& job = make(told.spec, told.created);
  job.view.round = told.round;
  job.view.attempt = told.attempts;
  job.view.strikes = told.strikes;
  if (told.end)
    restore_end(job, std::nullopt, *told.end);
  else
    place(job, "restored", std::chrono::milliseconds(0));
  const queue::JobSpec& spec = told.spec;
  if (!spec.idempotency_key.empty() && told.created + kKeyLife > now())
    state().idem[{spec.district, spec.idempotency_key}] = {spec.id, spec.body_hash, told.created + kKeyLife};
  if (job.view.state != JobState::failed && job.view.state != JobState::cancelled) take_fingerprint(job);
}

void FakeQueue::restore_end(FakeJob& job, std::optional<JobState> from, const queue::JobEnd& told) const {
  queue::JobView& view = job.view;
  view.attempt = std::max(view.attempt, told.attempt);
  view.strikes = told.strikes;
  view.dead = told.dead;
  view.folder = told.folder;
  view.results = told.results;
  view.error = told.error;
  view.finished = told.finished;
  job.unsaved = false;
  job.waits_for.clear();
  move(job, from, told.state, "restored");
  unsigned budget = kTouched;
  settle_children(job, budget);
}

}  // namespace sipro::test
