// What befalls Redis, and how the queue is brought back from storage.
#include <algorithm>

#include "conformance/simulation/simulation.hpp"

namespace sipro::test {

using namespace std::chrono_literals;

void Simulation::go_away() {
  is_away_ = !is_away_;
  tally_.outages += is_away_ ? 1 : 0;
  on_each(is_away_ ? "Redis goes away" : "Redis comes back", [this](Bench& bench) { bench.set_away(is_away_); });
  if (!is_away_) return;
  const queue::Micros time(random_.below(90'000'000));
  on_each("time passes: " + std::to_string(time.count()), [&](Bench& bench) { bench.advance(time); });
}

void Simulation::fill() {
  is_full_ = !is_full_;
  on_each(is_full_ ? "Redis is full" : "Redis has room", [this](Bench& bench) { bench.set_full(is_full_); });
}

void Simulation::restart() {
  if (is_full_) fill();
  on_each("Redis restarts", [](Bench& bench) { bench.restart(); });
  needs_recovery_ = true;
}

void Simulation::wipe() {
  if (is_full_) fill();
  close_life();
  on_each("Redis is wiped", [](Bench& bench) { bench.wipe(); });
  lose_data();
}

void Simulation::put_back() {
  if (!has_snapshot_) {
    if (needs_recovery_) return;
    on_each("a snapshot is taken", [](Bench& bench) { bench.take_snapshot(); });
    has_snapshot_ = true;
    return;
  }
  if (is_full_) fill();
  close_life();
  on_each("the snapshot is put back", [](Bench& bench) { bench.put_back_snapshot(); });
  lose_data();
}

void Simulation::lose_data() {
  needs_recovery_ = data_lost_ = true;
  passed_over_.clear();
  last_tick_ = inside().tick;
  grace_until_ = inside().grace_until;
  ended_before_.clear();
  // Tokens are unique over a loss because time has passed, a microsecond for each at least.
  on_each("a second", [](Bench& bench) { bench.advance(1s); });
}

void Simulation::recover() {
  if (is_away_) return;
  if (is_full_) fill();
  ++tally_.recoveries;
  std::vector<const Fact*> facts;
  for (const auto& [id, fact] : storage_) facts.push_back(&fact);
  std::sort(facts.begin(), facts.end(), [](const Fact* a, const Fact* b) { return a->order < b->order; });
  ask("recovery begins", [](queue::Queue& q) { return q.recovery_begin("simulation", 60s); });
  for (std::size_t at = 0; at < facts.size();) {
    std::vector<queue::Restored> batch;
    const std::size_t many = 1 + random_.below(50);
    for (; at < facts.size() && batch.size() < many; ++at) batch.push_back(facts[at]->told);
    ask(
        "restore " + std::to_string(batch.size()), [&](queue::Queue& q) { return q.restore(batch); }, false);
  }
  const std::string epoch = "e" + std::to_string(++epoch_);
  const auto ended = ask("recovery ends", [&](queue::Queue& q) { return q.recovery_end("simulation", epoch); });
  if (!ended || !*ended) fail("the recovery did not end");
  needs_recovery_ = data_lost_ = false;
  // Whatever storage knows is there again, also jobs whose gateway had died before it had an answer; ends that nobody
  // had written are gone, and what had them runs once more.
  accepted_.clear();
  committed_.clear();
  for (const auto& [id, fact] : storage_) {
    accepted_.insert(id);
    const queue::JobView* job = view(id);
    if (job != nullptr && job->state == queue::JobState::succeeded) committed_[id] = job->folder;
  }
}

}  // namespace sipro::test
