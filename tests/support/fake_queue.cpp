#include "support/fake_queue.hpp"

#include <algorithm>

namespace sipro::test {

using queue::JobState;

namespace {

constexpr std::chrono::seconds kGap{5}, kGrace{15};
constexpr std::size_t kReapedAtOnce = 100, kDistrictsLooked = 50, kJobsLooked = 10, kAuditedAtOnce = 100;

bool may_be_joined(const FakeJob& job) {
  return job.view.state != JobState::failed && job.view.state != JobState::cancelled;
}

}  // namespace

std::unique_ptr<FakeQueue> FakeServer::connect(std::string epoch) {
  return std::make_unique<FakeQueue>(*this, std::move(epoch));
}

void FakeServer::open(std::string epoch) {
  state_.stamp_epoch = std::move(epoch);
  state_.stamp_run_id = run_id_;
}

void FakeServer::restart() { run_id_ = "run" + std::to_string(++runs_); }

void FakeServer::put_back(FakeState state) {
  state_ = std::move(state);
  restart();
}

bool FakeQueue::is_let_in() const {
  return !state().stamp_epoch.empty() && state().stamp_epoch == epoch_ && state().stamp_run_id == server_->run_id_;
}

FakeJob* FakeQueue::find(std::string_view id) const {
  const auto at = state().jobs.find(std::string(id));
  return at == state().jobs.end() ? nullptr : &at->second;
}

Result<std::vector<queue::Enqueued>> FakeQueue::enqueue(std::span<const queue::JobSpec> jobs) {
  return run(Call::grows, [&] {
    const bool may_be_undone = jobs.size() > 1 && std::any_of(jobs.begin(), jobs.end(),
                                                              [](const auto& j) { return !j.idempotency_key.empty(); });
    FakeState before;
    if (may_be_undone) before = state();
    std::map<std::string, std::string> answered;
    std::vector<queue::Enqueued> answers;
    bool mismatch = false;
    for (const queue::JobSpec& spec : jobs) {
      answers.push_back(enqueue_one(spec, answered));
      mismatch = mismatch || answers.back().outcome == queue::EnqueueOutcome::mismatch;
    }
    if (mismatch && may_be_undone) state() = std::move(before);
    return answers;
  });
}

const FakeState::KeyRecord* FakeQueue::by_key(const queue::JobSpec& spec) const {
  if (spec.idempotency_key.empty()) return nullptr;
  const auto at = state().idem.find({spec.district, spec.idempotency_key});
  return at != state().idem.end() && at->second.until > now() ? &at->second : nullptr;
}

FakeJob* FakeQueue::twin(const queue::JobSpec& spec) const {
  if (spec.fingerprint.empty() || spec.again) return nullptr;
  const auto at = state().same.find({spec.district, spec.fingerprint});
  FakeJob* job = at == state().same.end() ? nullptr : find(at->second);
  return job != nullptr && may_be_joined(*job) ? job : nullptr;
}

/// `answered`: ids asked for in this call -> the jobs that stand for them.
queue::Enqueued FakeQueue::enqueue_one(queue::JobSpec spec, std::map<std::string, std::string>& answered) {
  const auto answer = [&](queue::EnqueueOutcome outcome, const FakeJob& job) {
    answered[spec.id] = job.view.spec.id;
    return queue::Enqueued{outcome, job.view.spec.id, job.view.state};
  };
  if (const auto* first = by_key(spec)) {
    const bool same_body = first->body_hash == spec.body_hash;
    return answer(same_body ? queue::EnqueueOutcome::exists : queue::EnqueueOutcome::mismatch, *find(first->id));
  }
  if (const FakeJob* job = find(spec.id)) return answer(queue::EnqueueOutcome::exists, *job);
  if (const FakeJob* job = twin(spec)) return answer(queue::EnqueueOutcome::joined, *job);

  for (std::string& parent : spec.after)
    if (const auto other = answered.find(parent); other != answered.end()) parent = other->second;
  FakeJob& job = make(spec, now());
  place(job, "enqueued", spec.delay);
  if (!spec.idempotency_key.empty())
    state().idem[{spec.district, spec.idempotency_key}] = {spec.id, spec.body_hash, now() + kKeyLife};
  if (!spec.fingerprint.empty() && job.view.state != JobState::cancelled)
    state().same[{spec.district, spec.fingerprint}] = spec.id;
  return answer(queue::EnqueueOutcome::created, job);
}

FakeJob& FakeQueue::make(const queue::JobSpec& spec, queue::Micros created) {
  FakeJob& job = state().jobs[spec.id];
  job.view.spec = spec;
  job.view.created = created;
  job.order = ++state().order;
  state().caps[spec.district] = spec.cap;
  state().ever[spec.id] = spec;
  return job;
}

std::vector<FakeJob*> FakeQueue::queued(std::string_view district) const {
  std::vector<FakeJob*> found;
  for (auto& [id, job] : state().jobs)
    if (job.view.state == JobState::queued && job.view.spec.district == district) found.push_back(&job);
  std::sort(found.begin(), found.end(), [](const FakeJob* a, const FakeJob* b) {
    return std::pair(a->view.spec.priority, a->order) < std::pair(b->view.spec.priority, b->order);
  });
  return found;
}

bool FakeQueue::has_room(const FakeJob& job) const {
  const queue::JobSpec& spec = job.view.spec;
  return running(spec.district) < state().caps[spec.district] + (spec.priority <= queue::kUrgent ? 1 : 0);
}

std::size_t FakeQueue::running(std::string_view district) const {
  std::size_t count = 0;
  for (const auto& [id, job] : state().jobs)
    if (job.view.state == JobState::running && job.view.spec.district == district) ++count;
  return count;
}

Result<std::optional<queue::Claimed>> FakeQueue::claim(const queue::ClaimRequest& request) {
  return run(Call::works_when_full, [&]() -> std::optional<queue::Claimed> {
    const auto kept = state().answers.find({request.worker, request.slot});
    if (kept != state().answers.end() && request.number <= kept->second.number) {
      if (request.number < kept->second.number) return std::nullopt;
      return kept->second.claimed;
    }
    if (state().paused) return std::nullopt;
    std::set<std::string> districts;
    for (const auto& [id, job] : state().jobs)
      if (job.view.state == JobState::queued) districts.insert(job.view.spec.district);
    std::vector<std::pair<std::uint64_t, std::string>> ring;
    for (const std::string& district : districts) {
      if (!has_room(*queued(district).front())) continue;
      const auto last = state().last_served.find(district);
      ring.emplace_back(last == state().last_served.end() ? 0 : last->second, district);
    }
    std::sort(ring.begin(), ring.end());
    if (ring.size() > kDistrictsLooked) ring.resize(kDistrictsLooked);
    for (const auto& [last, district] : ring)
      if (auto claimed = claim_in(district, request)) return claimed;
    return std::nullopt;
  });
}

std::optional<queue::Claimed> FakeQueue::claim_in(const std::string& district,
                                                  const queue::ClaimRequest& request) const {
  auto jobs = queued(district);
  if (jobs.size() > kJobsLooked) jobs.resize(kJobsLooked);
  const auto known = std::find_if(jobs.begin(), jobs.end(), [&](const FakeJob* job) {
    return job->view.spec.version <= request.max_version && has_room(*job);
  });
  if (known == jobs.end()) return std::nullopt;
  FakeJob& job = **known;
  queue::JobView& view = job.view;
  state().last_served[district] = ++state().served;
  state().token = std::max<std::int64_t>(state().token + 1, now().count());
  view.token = std::to_string(state().token);
  view.worker = request.worker;
  view.attempt += 1;
  view.started = now();
  view.progress = {};
  job.lease_until = now() + request.lease;
  move(job, JobState::queued, JobState::running, "claimed");
  queue::Claimed claimed{{view.spec.id, view.token, view.attempt, view.round}, view.spec, view.strikes, view.retries};
  state().answers[{request.worker, request.slot}] = {request.number, claimed};
  return claimed;
}

Result<queue::BeatOutcome> FakeQueue::beat(const queue::Hold& hold, const queue::Progress& progress,
                                           std::chrono::milliseconds lease) {
  return run(Call::works_when_full, [&] {
    FakeJob* job = find(hold.id);
    if (job == nullptr || job->view.state != JobState::running || job->view.token != hold.token)
      return queue::BeatOutcome::lost;
    job->lease_until = now() + lease;
    job->view.progress = progress;
    return job->view.cancel_asked ? queue::BeatOutcome::cancel : queue::BeatOutcome::ok;
  });
}

std::optional<queue::EndOutcome> FakeQueue::not_holding(const queue::Hold& hold) const {
  const FakeJob* job = find(hold.id);
  if (job == nullptr) return queue::EndOutcome{true, JobState::cancelled, false, 0, 0};
  if (const auto first = job->ends.find(hold.token); first != job->ends.end()) return first->second;
  const queue::JobView& view = job->view;
  if (view.state == JobState::running && view.token == hold.token) return std::nullopt;
  return queue::EndOutcome{true, view.state, view.dead, view.strikes, view.retries};
}

queue::EndOutcome FakeQueue::keep_end(FakeJob& job, const std::string& token) {
  const queue::JobView& view = job.view;
  return job.ends[token] = {false, view.state, view.dead, view.strikes, view.retries};
}

Result<queue::EndOutcome> FakeQueue::complete(const queue::Hold& hold, const queue::Completion& completion) {
  return run(Call::works_when_full, [&] {
    if (const auto answer = not_holding(hold)) return *answer;
    FakeJob& job = *find(hold.id);
    job.view.folder = completion.folder;
    job.view.results = completion.results;
    end(job, JobState::succeeded, "completed", std::nullopt, false);
    return keep_end(job, hold.token);
  });
}

Result<queue::EndOutcome> FakeQueue::fail(const queue::Hold& hold, const queue::Failure& failure) {
  return run(Call::works_when_full, [&] {
    if (const auto answer = not_holding(hold)) return *answer;
    FakeJob& job = *find(hold.id);
    fail_running(job, failure);
    return keep_end(job, hold.token);
  });
}

Result<queue::ReapOutcome> FakeQueue::reap(unsigned max_strikes) {
  return run(Call::works_when_full, [&] {
    queue::ReapOutcome outcome;
    if (!state().tick || now() - *state().tick > kGap) state().grace_until = now() + kGrace;
    state().tick = now();
    outcome.grace = now() < state().grace_until;

    std::vector<std::tuple<queue::Micros, std::string, FakeJob*>> expired, due;
    for (auto& [id, job] : state().jobs) {
      if (job.view.state == JobState::running && job.lease_until <= now())
        expired.emplace_back(job.lease_until, id, &job);
      if (job.view.state == JobState::retrying && job.due <= now()) due.emplace_back(job.due, id, &job);
    }
    std::sort(expired.begin(), expired.end());
    std::sort(due.begin(), due.end());
    for (std::size_t i = 0; !outcome.grace && i < std::min(expired.size(), kReapedAtOnce); ++i)
      reap_lease(*std::get<2>(expired[i]), max_strikes, outcome);
    for (std::size_t i = 0; i < std::min(due.size(), kReapedAtOnce); ++i, ++outcome.due)
      requeue(*std::get<2>(due[i]), "due");
    return outcome;
  });
}

Result<queue::CancelOutcome> FakeQueue::cancel(std::string_view id, std::string_view by) {
  return run(Call::works_when_full, [&] {
    FakeJob* job = find(id);
    if (job == nullptr) return queue::CancelOutcome::unknown;
    if (job->view.state == JobState::cancelled) return queue::CancelOutcome::cancelled;
    if (is_terminal(job->view.state)) return queue::CancelOutcome::already_ended;
    if (!job->view.cancel_asked) job->cancel_by = by;
    job->view.cancel_asked = true;
    if (job->view.state == JobState::running) return queue::CancelOutcome::asked;
    end_as_asked(*job);
    return queue::CancelOutcome::cancelled;
  });
}

Result<queue::ReplayOutcome> FakeQueue::replay(std::string_view id, unsigned round, std::string_view by) {
  return run(Call::grows, [&] {
    FakeJob* job = find(id);
    if (job == nullptr) return queue::ReplayOutcome::unknown;
    if (round != 0 && round < job->view.round) return queue::ReplayOutcome::queued;
    if (!job->view.dead || (round != 0 && round != job->view.round)) return queue::ReplayOutcome::not_dead;
    job->view.round += 1;
    job->view.strikes = 0;
    requeue(*job, "replayed", by);
    take_fingerprint(*job);
    return queue::ReplayOutcome::queued;
  });
}

Result<std::vector<queue::RestoreAnswer>> FakeQueue::restore(std::span<const queue::Restored> jobs) {
  return run(server_->full_ ? Call::grows : Call::opens, [&] {
    std::vector<queue::RestoreAnswer> answers;
    for (const queue::Restored& told : jobs) answers.push_back(restore_one(told));
    return answers;
  });
}

Result<void> FakeQueue::saved(std::string_view id, unsigned round) {
  return run(Call::works_when_full, [&] {
    FakeJob* job = find(id);
    if (job != nullptr && job->view.round == round && is_terminal(job->view.state)) job->unsaved = false;
  });
}

Result<queue::ForgetOutcome> FakeQueue::forget(std::string_view id) {
  return run(Call::works_when_full, [&] {
    const FakeJob* job = find(id);
    if (job == nullptr) return queue::ForgetOutcome::unknown;
    if (!is_terminal(job->view.state)) return queue::ForgetOutcome::not_ended;
    const queue::JobSpec& spec = job->view.spec;
    const auto key = state().idem.find({spec.district, spec.idempotency_key});
    if (key != state().idem.end() && key->second.id == id) state().idem.erase(key);
    const auto same = state().same.find({spec.district, spec.fingerprint});
    if (same != state().same.end() && same->second == id) state().same.erase(same);
    state().jobs.erase(std::string(id));
    return queue::ForgetOutcome::forgotten;
  });
}

Result<bool> FakeQueue::keep(std::string_view id, bool kept) {
  return run(Call::works_when_full, [&] {
    FakeJob* job = find(id);
    if (job != nullptr) job->view.kept = kept;
    return job != nullptr;
  });
}

Result<void> FakeQueue::pause(bool paused, std::string_view /*by*/) {
  return run(Call::works_when_full, [&] { state().paused = paused; });
}

Result<queue::AuditPage> FakeQueue::audit(std::string_view cursor) {
  return run(Call::works_when_full, [&] {
    queue::AuditPage page{"0", 0, {}};
    auto at = cursor == "0" ? state().jobs.begin() : state().jobs.upper_bound(std::string(cursor));
    unsigned budget = kTouched;
    for (; at != state().jobs.end(); ++at) {
      if (page.looked == kAuditedAtOnce) {
        page.cursor = std::prev(at)->first;
        break;
      }
      page.looked += 1;
      if (is_terminal(at->second.view.state)) settle_children(at->second, budget);
    }
    return page;
  });
}

Result<bool> FakeQueue::recovery_begin(std::string_view owner, std::chrono::milliseconds hold) {
  return run(Call::opens, [&] {
    const bool free = state().recovery_owner.empty() || state().recovery_until <= now();
    if (!free && state().recovery_owner != owner) return false;
    state().recovery_owner = owner;
    state().recovery_until = now() + hold;
    state().recovery_run_id = server_->run_id_;
    return true;
  });
}

Result<bool> FakeQueue::recovery_end(std::string_view owner, std::string_view epoch) {
  return run(Call::opens, [&] {
    const bool is_held = !state().recovery_owner.empty() && state().recovery_until > now();
    const bool is_owner = is_held && state().recovery_owner == owner && state().recovery_run_id == server_->run_id_;
    const bool is_done =
        epoch.empty() ? !is_held : state().stamp_epoch == epoch && state().stamp_run_id == server_->run_id_;
    if (!is_owner && !is_done) return false;
    if (is_owner) state().recovery_owner.clear();
    if (epoch.empty()) return true;
    server_->open(std::string(epoch));
    epoch_ = epoch;
    return true;
  });
}

}  // namespace sipro::test
