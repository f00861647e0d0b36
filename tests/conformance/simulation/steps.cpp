// What workers, gateways and operators do.
#include <cstdio>

#include "conformance/simulation/simulation.hpp"

namespace sipro::test {

using namespace std::chrono_literals;
using queue::FailClass;
using queue::JobState;

namespace {

const std::vector<std::string> kOfficers{"Ani", "Budi", "Citra"};

}  // namespace

queue::JobSpec Simulation::draw_job(std::vector<std::string>& in_this_call) {
  queue::JobSpec spec;
  char id[33];
  std::snprintf(id, sizeof id, "%08x%024llx", static_cast<unsigned>(random_.next()),
                static_cast<unsigned long long>(++number_));
  spec.id = id;
  spec.district = random_.pick(kDistricts);
  spec.kind = random_.one_in(2) ? "olah" : "preprocess";
  spec.version = random_.one_in(6) ? 2 : 1;
  spec.payload = "{\"n\":" + std::to_string(number_) + "}";
  spec.priority = random_.one_in(3) ? static_cast<int>(random_.below(10)) : 5;
  spec.cap = random_.one_in(10) ? 1 + random_.below(3) : 2;
  spec.by = random_.pick(kOfficers);
  if (random_.one_in(4)) {
    spec.idempotency_key = "k" + std::to_string(random_.below(6));
    spec.body_hash = "b" + std::to_string(random_.below(2));
  } else if (random_.one_in(4)) {
    spec.fingerprint = "f" + std::to_string(random_.below(3));
    spec.again = random_.one_in(4);
  }
  if (random_.one_in(6)) spec.delay = std::chrono::milliseconds(1 + random_.below(20'000));
  while (random_.one_in(4) && spec.after.size() < 4)
    spec.after.push_back(!in_this_call.empty() && random_.one_in(2) ? random_.pick(in_this_call) : some_job());
  // What may be answered by another job is nobody's parent: recovery knows jobs by their own ids.
  if (spec.idempotency_key.empty() && spec.fingerprint.empty()) in_this_call.push_back(spec.id);
  return spec;
}

void Simulation::enqueue() {
  std::vector<queue::JobSpec> specs;
  std::vector<std::string> in_this_call;
  const unsigned many = random_.one_in(2) ? 1 : 1 + random_.below(4);
  for (unsigned i = 0; i < many; ++i) {
    specs.push_back(draw_job(in_this_call));
    queue::Restored told;
    told.spec = specs.back();
    told.created = benches_.front()->now();
    storage_[told.spec.id] = {told, number_};
  }
  const auto answers = ask("enqueue " + std::to_string(many), [&](queue::Queue& q) { return q.enqueue(specs); });
  if (!answers) return;  // the gateway gives up; what storage has is brought back by the next recovery
  for (std::size_t i = 0; i < specs.size(); ++i) {
    using queue::EnqueueOutcome;
    const auto& answer = (*answers)[i];
    if (answer.outcome == EnqueueOutcome::joined) ++tally_.joined;
    if (view(specs[i].id) == nullptr) {
      storage_.erase(specs[i].id);  // another job answers for it, or the call was refused
    } else {
      ++tally_.jobs;
      accepted_.insert(specs[i].id);
      note_end(specs[i].id);
    }
  }
}

void Simulation::claim() { claim_with(workers_[random_.below(workers_.size())]); }

void Simulation::claim_with(SimulatedWorker& worker) {
  if (worker.hold) return;
  const auto ready = districts_ready_for(worker.max_version);
  const queue::ClaimRequest request{worker.name, 0, ++worker.requests, worker.max_version, 15s};
  const auto claimed = ask("claim by " + worker.name, [&](queue::Queue& q) { return q.claim(request); });
  if (!claimed) return;
  if (!*claimed) {
    if (is_open() && !ready.empty() && !inside().paused) fail("nothing was claimed, though there is work");
    return;
  }
  ++tally_.claims;
  check_claim(**claimed, worker, ready);
  worker.hold = (*claimed)->hold;
  if (Fact* fact = fact_of(worker.hold->id)) fact->told.attempts = std::max(fact->told.attempts, worker.hold->attempt);
}

void Simulation::beat() {
  SimulatedWorker& worker = workers_[random_.below(workers_.size())];
  if (!worker.hold) return;
  const queue::Progress progress{"membaca", random_.below(100), 100};
  const auto outcome =
      ask("beat of " + worker.name, [&](queue::Queue& q) { return q.beat(*worker.hold, progress, 15s); });
  if (!outcome) return;
  if (*outcome == queue::BeatOutcome::lost) worker.hold.reset();
  if (*outcome == queue::BeatOutcome::cancel && random_.one_in(2)) fail_attempt(worker, FailClass::cancel);
}

void Simulation::end_attempt() {
  SimulatedWorker& worker = workers_[random_.below(workers_.size())];
  if (worker.hold) end_of(worker);
}

/// As the job's nature has it: some always crash their child, take their worker with them, or lack a resource.
void Simulation::end_of(SimulatedWorker& worker) {
  switch (std::stoull(worker.hold->id.substr(8), nullptr, 16) % 12) {
    case 0: return fail_attempt(worker, FailClass::crash);
    case 1: return crash_of(worker);
    case 2: return fail_attempt(worker, FailClass::resource);
    case 3: return fail_attempt(worker, FailClass::file);
    default: break;
  }
  if (random_.one_in(3)) return fail_attempt(worker, static_cast<FailClass>(random_.below(5)));
  complete_attempt(worker);
}

void Simulation::complete_attempt(SimulatedWorker& worker) {
  const queue::Hold hold = *worker.hold;
  const bool held = holds(hold);
  const std::string folder = "att-" + std::to_string(hold.attempt) + "-" + hold.token;
  const auto outcome = ask("complete by " + worker.name, [&](queue::Queue& q) {
    return q.complete(hold, {folder, "[]"});
  });
  if (outcome && !outcome->lost) {
    ++tally_.succeeded;
    const auto [kept, is_new] = committed_.emplace(hold.id, folder);
    if (!is_new && kept->second != folder) fail("two attempts were committed: " + kept->second + ", " + folder);
  }
  told_end(worker, outcome, held);
}

void Simulation::fail_attempt(SimulatedWorker& worker, FailClass fail_class) {
  const queue::Hold hold = *worker.hold;
  const queue::Failure failure{
      fail_class, {"some_code", "Berkas rusak", "{}"}, std::chrono::milliseconds(random_.below(30'000)), 2, 3};
  const bool held = holds(hold);
  Fact* fact = fact_of(hold.id);
  if (fail_class == FailClass::crash && fact != nullptr) ++fact->told.strikes;
  const auto outcome = ask("fail by " + worker.name + " of class " + std::to_string(static_cast<int>(fail_class)),
                           [&](queue::Queue& q) { return q.fail(hold, failure); });
  told_end(worker, outcome, held);
}

bool Simulation::holds(const queue::Hold& hold) const {
  const queue::JobView* job = view(hold.id);
  return job != nullptr && job->state == JobState::running && job->token == hold.token;
}

/// Without an answer the worker tries again, or gives up, and may act later. `held`: its token was good.
void Simulation::told_end(SimulatedWorker& worker, const Result<queue::EndOutcome>& outcome, bool held) {
  const queue::Hold hold = *worker.hold;
  if (outcome && held == outcome->lost && !ended_before_.contains(hold.token))
    fail("the end of " + hold.token + " was judged wrongly");
  if (held && !holds(hold)) ended_before_.insert(hold.token);
  if (!outcome && !random_.one_in(3)) return;
  worker.hold.reset();
  outcome ? note_end(hold.id) : zombies_.push_back(hold);
}

/// Whoever moved a job to its end writes it to storage and says so; now and then it dies before.
void Simulation::note_end(const std::string& id) {
  const queue::JobView* job = view(id);
  if (job == nullptr || !is_terminal(job->state) || random_.one_in(3)) return;
  write_end(*job);
}

void Simulation::write_end(const queue::JobView& job) {
  const std::string id = job.spec.id;
  const unsigned round = job.round;
  if (Fact* fact = fact_of(id); fact != nullptr && !fact->told.end && fact->told.round == round)
    fact->told.end =
        queue::JobEnd{job.state, job.dead, job.attempt, job.strikes, job.folder, job.results, job.error, *job.finished};
  ask("saved " + id, [&](queue::Queue& q) { return q.saved(id, round); });
}

void Simulation::crash() {
  SimulatedWorker& worker = workers_[random_.below(workers_.size())];
  if (worker.hold) crash_of(worker);
}

void Simulation::crash_of(SimulatedWorker& worker) {
  ++tally_.crashes;
  if (random_.one_in(2)) zombies_.push_back(*worker.hold);
  worker.hold.reset();
  if (verbose_) say(worker.name + " crashes");
}

void Simulation::zombie() {
  if (zombies_.empty()) return;
  const std::size_t at = random_.below(zombies_.size());
  const queue::Hold hold = zombies_[at];
  const bool may_act = holds(hold);
  if (may_act && !random_.one_in(4)) return;  // it sleeps on, until its lease is gone
  const auto before = inside().events.size();
  if (may_act || random_.one_in(3)) {
    const auto outcome = ask("beat of a zombie", [&](queue::Queue& q) { return q.beat(hold, {}, 15s); });
    if (!outcome) return;
    if ((*outcome == queue::BeatOutcome::lost) == may_act) fail("the zombie's beat was judged wrongly");
    if (!may_act) ++tally_.zombies_refused;
  } else {
    const auto outcome = ask("complete by a zombie", [&](queue::Queue& q) {
      return q.complete(hold, {"zombie", "[]"});
    });
    if (!outcome) return;
    if (inside().events.size() != before) fail("a zombie moved a job");
    if (outcome->lost) ++tally_.zombies_refused;
  }
  if (random_.one_in(3)) zombies_.erase(zombies_.begin() + static_cast<std::ptrdiff_t>(at));
}

void Simulation::cancel() {
  const std::string id = some_job(), by = random_.pick(kOfficers);
  if (ask("cancel " + id, [&](queue::Queue& q) { return q.cancel(id, by); })) note_end(id);
}

void Simulation::replay() {
  const auto dead = jobs_in([](const FakeJob& job) { return job.view.dead; });
  const std::string id = dead.empty() || random_.one_in(10) ? some_job() : random_.pick(dead);
  const queue::JobView* job = view(id);
  const unsigned round = job == nullptr ? 1 : job->round;
  if (job != nullptr && job->dead) {
    if (Fact* fact = fact_of(id)) {
      fact->told.round = round + 1;
      fact->told.strikes = 0;
      fact->told.end.reset();
    }
  }
  const auto outcome = ask("replay " + id, [&](queue::Queue& q) { return q.replay(id, round, "operator"); });
  // A folder that was committed stays: only what failed is replayed.
  if (outcome && *outcome == queue::ReplayOutcome::queued && committed_.contains(id)) fail("a success was replayed");
}

/// The auditor writes the ends that are missing on storage.
void Simulation::save() {
  const auto listed = ask(
      "unsaved", [](queue::Queue& q) { return q.unsaved(0ms, 5); }, false);
  if (!listed) return;
  for (const auto& one : *listed) write_end(*view(one.id));
}

void Simulation::forget() {
  const std::string id = some_job();
  const bool has_ended = view(id) != nullptr && is_terminal(view(id)->state);
  const auto outcome = ask("forget " + id, [&](queue::Queue& q) { return q.forget(id); });
  if (!outcome) return;
  if (has_ended && view(id) != nullptr) fail("what had ended was not forgotten");
  if (view(id) != nullptr) return;
  storage_.erase(id);
  accepted_.erase(id);
  committed_.erase(id);
}

void Simulation::pause() {
  const bool paused = !inside().paused && random_.one_in(2);
  ask(paused ? "pause" : "resume", [&](queue::Queue& q) { return q.pause(paused, "operator"); });
}

void Simulation::audit() {
  std::string cursor = "0";
  for (std::size_t i = 0; i < queues_.size(); ++i) {
    cursor = "0";
    for (int pages = 0; pages < 200; ++pages) {
      const auto page = queues_[i]->audit(cursor);
      if (!page) break;
      for (const auto& mended : page->mended)
        fail("the audit of bench " + std::to_string(i) + " had to mend " + mended.id + " in " + mended.place);
      cursor = page->cursor;
      if (cursor == "0") break;
    }
  }
  if (is_open() && cursor != "0") fail("the audit never ends");
}

void Simulation::tick() {
  const queue::Micros now = benches_.front()->now();
  const auto outcome = ask("reap", [](queue::Queue& q) { return q.reap(3); });
  if (!outcome) return;
  if (!last_tick_ || now - *last_tick_ > 5s) grace_until_ = now + 15s;
  last_tick_ = now;
  if (now < grace_until_ && !outcome->reaped.empty()) fail("an outage reaped " + outcome->reaped.front().id);
  for (const auto& one : outcome->reaped) note_end(one.id);
}

void Simulation::let_time_pass() {
  const unsigned kind = random_.below(10);
  if (kind < 6) {  // as it mostly does, with ticks
    for (unsigned seconds = 1 + random_.below(4); seconds > 0; --seconds) {
      on_each("a second", [](Bench& bench) { bench.advance(1s); });
      if (is_open()) tick();
    }
    return;
  }
  const queue::Micros time = kind < 9 ? queue::Micros(random_.below(20'000'000))
                                      : queue::Micros(60'000'000ULL * (1 + random_.below(24 * 60 * 4)));
  on_each("time passes: " + std::to_string(time.count()), [&](Bench& bench) { bench.advance(time); });
}

}  // namespace sipro::test
