#include "conformance/simulation/simulation.hpp"

#include <cstdio>

namespace sipro::test {

using queue::JobState;

Simulation::Simulation(std::uint64_t seed, std::vector<Bench*> benches, bool verbose)
    : random_(seed), benches_(std::move(benches)), verbose_(verbose), compare_each_step_(verbose) {
  for (Bench* bench : benches_) {
    queues_.push_back(bench->connect("e1"));
    const auto begun = queues_.back()->recovery_begin("simulation", std::chrono::hours(1));
    if (!begun || !queues_.back()->recovery_end("simulation", "e1")) fail("the queue does not open");
  }
  const unsigned many = 2 + random_.below(4);
  for (unsigned i = 0; i < many; ++i)
    workers_.push_back({"w" + std::to_string(i), i == 0 || random_.one_in(2) ? 2 : 1, 0, std::nullopt});
}

void Simulation::run() {
  const unsigned steps = 40 + random_.below(100);
  for (unsigned i = 0; i < steps; ++i) {
    step();
    check();
    if (compare_each_step_ || i % 10 == 9) check_same_worlds();
  }
  drain();
  check_same_worlds();
  check_end();
}

void Simulation::step() {
  using Step = void (Simulation::*)();
  struct Weighted {
    unsigned weight;
    Step step;
  };
  static constexpr Weighted steps[] = {
      {16, &Simulation::enqueue},     {22, &Simulation::claim},        {10, &Simulation::beat},
      {16, &Simulation::end_attempt}, {4, &Simulation::crash},         {8, &Simulation::zombie},
      {4, &Simulation::cancel},       {3, &Simulation::replay},        {6, &Simulation::save},
      {2, &Simulation::forget},       {2, &Simulation::pause},         {2, &Simulation::audit},
      {10, &Simulation::tick},        {12, &Simulation::let_time_pass}};
  static constexpr Weighted disasters[] = {{3, &Simulation::go_away},
                                           {3, &Simulation::fill},
                                           {1, &Simulation::restart},
                                           {1, &Simulation::wipe},
                                           {1, &Simulation::put_back}};
  const auto draw = [this](const auto& table) {
    unsigned sum = 0;
    for (const Weighted& one : table) sum += one.weight;
    unsigned at = random_.below(sum);
    for (const Weighted& one : table) {
      if (at < one.weight) return one.step;
      at -= one.weight;
    }
    return table[0].step;
  };
  if (needs_recovery_ && random_.one_in(4)) return recover();
  if (is_away_ && random_.one_in(4)) return go_away();
  if (is_full_ && random_.one_in(6)) return fill();
  (this->*(random_.one_in(40) ? draw(disasters) : draw(steps)))();
}

void Simulation::on_each(const std::string& what, const std::function<void(Bench&)>& act) {
  if (verbose_) say(what);
  for (Bench* bench : benches_) act(*bench);
}

void Simulation::say(const std::string& what) const { std::printf("  %s\n", what.c_str()); }

void Simulation::told(const std::string& what, std::size_t bench, const std::string& first,
                      const std::string& other) const {
  if (first == other) return;
  fail(what + ": bench 0 answers\n    " + first + "\n  and bench " + std::to_string(bench) + "\n    " + other);
}

const queue::JobView* Simulation::view(const std::string& id) const {
  const auto at = inside().jobs.find(id);
  return at == inside().jobs.end() ? nullptr : &at->second.view;
}

std::vector<std::string> Simulation::jobs_in(const std::function<bool(const FakeJob&)>& wanted) const {
  std::vector<std::string> found;
  for (const auto& [id, job] : inside().jobs)
    if (wanted(job)) found.push_back(id);
  return found;
}

Fact* Simulation::fact_of(const std::string& id) {
  const auto at = storage_.find(id);
  return at == storage_.end() ? nullptr : &at->second;
}

std::string Simulation::some_job() {
  const auto all = jobs_in([](const FakeJob&) { return true; });
  return all.empty() || random_.one_in(20) ? std::string(32, 'f') : random_.pick(all);
}

void Simulation::drain() {
  if (is_away_) go_away();
  if (is_full_) fill();
  if (needs_recovery_) recover();
  ask("resume", [](queue::Queue& q) { return q.pause(false, "operator"); });
  for (SimulatedWorker& worker : workers_) {
    worker.hold.reset();  // they end, and others of the newest version come
    worker.max_version = 2;
  }
  zombies_.clear();
  for (unsigned round = 0; round < 3000; ++round) {
    const auto live = jobs_in([](const FakeJob& job) { return !is_terminal(job.view.state); });
    if (live.empty()) return;
    on_each("a second", [](Bench& bench) { bench.advance(std::chrono::seconds(1)); });
    tick();
    for (SimulatedWorker& worker : workers_) {
      claim_with(worker);
      if (worker.hold) end_of(worker);
    }
    check();
    if (compare_each_step_) check_same_worlds();
    const bool only_delayed = jobs_in([](const FakeJob& job) { return job.view.state == JobState::queued; }).empty();
    if (only_delayed) on_each("4 seconds", [](Bench& bench) { bench.advance(std::chrono::seconds(4)); });
  }
  fail("it never drains");
}

}  // namespace sipro::test
