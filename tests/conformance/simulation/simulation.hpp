// A history of a queue, drawn from a seed: workers that claim, beat, crash and come back as zombies, gateways that lose
// replies or die, operators, outages, lost and put-back Redises with their recovery from storage. The same history runs
// on all the benches that it is given, of which the first is the fake; every answer, view and event must be equal, and
// after every step the queue's promises must hold.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "conformance/bench.hpp"
#include "conformance/simulation/random.hpp"
#include "support/queue_text.hpp"

namespace sipro::test {

inline const std::vector<std::string> kDistricts{"2101", "2102", "2103", "2171"};

/// A promise was broken, or two benches differ.
struct Violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What storage knows of a job.
struct Fact {
  queue::Restored told;
  std::uint64_t order = 0;  // in which job.json was written
};

struct SimulatedWorker {
  std::string name;
  int max_version = 1;
  std::uint64_t requests = 0;
  std::optional<queue::Hold> hold;
};

struct Tally {
  std::uint64_t steps = 0, jobs = 0, claims = 0, succeeded = 0, failed = 0, cancelled = 0, dead = 0, crashes = 0,
                zombies_refused = 0, lost_replies = 0, outages = 0, recoveries = 0, joined = 0, events = 0;
};

class Simulation {
 public:
  Simulation(std::uint64_t seed, std::vector<Bench*> benches, bool verbose);

  /// Runs the history and drains it. Throws Violation.
  void run();

  [[nodiscard]] const Tally& tally() const { return tally_; }

 private:
  // Steps (simulation_steps.cpp, simulation_recovery.cpp).
  void step();
  void enqueue();
  queue::JobSpec draw_job(std::vector<std::string>& in_this_call);
  void claim();
  void claim_with(SimulatedWorker& worker);
  void beat();
  void end_attempt();
  void end_of(SimulatedWorker& worker);
  void complete_attempt(SimulatedWorker& worker);
  void fail_attempt(SimulatedWorker& worker, queue::FailClass fail_class);
  void told_end(SimulatedWorker& worker, const Result<queue::EndOutcome>& outcome, bool held);
  [[nodiscard]] bool holds(const queue::Hold& hold) const;
  void crash_of(SimulatedWorker& worker);
  void crash();
  void zombie();
  void cancel();
  void replay();
  void save();
  void forget();
  void pause();
  void audit();
  void let_time_pass();
  void tick();
  void go_away();
  void fill();
  void restart();
  void wipe();
  void put_back();
  void lose_data();
  void recover();
  void drain();

  /// The same call on every bench; the fake's answer. `lossy`: now and then the reply is lost and the call repeated.
  template <class Call>
  auto ask(const std::string& what, Call call, bool lossy = true) -> decltype(call(std::declval<queue::Queue&>()));
  void told(const std::string& what, std::size_t bench, const std::string& first, const std::string& other) const;
  void on_each(const std::string& what, const std::function<void(Bench&)>& act);
  void say(const std::string& what) const;
  void note_end(const std::string& id);
  void write_end(const queue::JobView& job);
  /// Of a job that storage knows; one that was forgotten can come back with a snapshot.
  Fact* fact_of(const std::string& id);

  // Promises (simulation_checks.cpp).
  void check();
  void check_claim(const queue::Claimed& claimed, const SimulatedWorker& worker, const std::vector<std::string>& ready);
  void check_same_worlds();
  void check_places(Bench& bench) const;
  void check_end();
  [[nodiscard]] std::vector<std::string> districts_ready_for(int max_version) const;
  void close_life();
  void fail(const std::string& what) const { throw Violation(what); }

  [[nodiscard]] const FakeState& inside() const { return *benches_.front()->inside(); }
  [[nodiscard]] const queue::JobView* view(const std::string& id) const;
  [[nodiscard]] std::string some_job();
  [[nodiscard]] std::vector<std::string> jobs_in(const std::function<bool(const FakeJob&)>& wanted) const;
  [[nodiscard]] bool is_open() const { return !is_away_ && !needs_recovery_; }

  Random random_;
  std::vector<Bench*> benches_;
  std::vector<std::unique_ptr<queue::Queue>> queues_;
  bool verbose_;
  Tally tally_;

  std::map<std::string, Fact> storage_;
  std::set<std::string> accepted_;  // that must be there until they are forgotten
  std::vector<SimulatedWorker> workers_;
  std::vector<queue::Hold> zombies_;
  std::map<std::string, std::string> committed_;  // job -> folder, since Redis last lost data
  std::map<std::string, unsigned> passed_over_;   // district -> claims since it was ready
  std::set<std::string> ended_before_;            // tokens whose end took effect
  std::optional<queue::Micros> last_tick_;
  queue::Micros grace_until_{0};
  std::uint64_t number_ = 0;
  std::uint64_t last_token_ = 0;
  unsigned epoch_ = 1;
  bool is_away_ = false, is_full_ = false, needs_recovery_ = false, has_snapshot_ = false, data_lost_ = false;
  bool compare_each_step_;
};

template <class Call>
auto Simulation::ask(const std::string& what, Call call, bool lossy) -> decltype(call(std::declval<queue::Queue&>())) {
  ++tally_.steps;
  const bool lose = lossy && is_open() && random_.one_in(12);
  if (lose) {
    ++tally_.lost_replies;
    for (std::size_t i = 0; i < benches_.size(); ++i) {
      benches_[i]->drop_replies(1);
      if (call(*queues_[i])) fail(what + ": the reply should have been lost");
      benches_[i]->drop_replies(0);
    }
  }
  auto first = call(*queues_.front());
  if (verbose_ || benches_.size() > 1) {
    const std::string text = text_of(first);
    if (verbose_) say(what + (lose ? " (twice) = " : " = ") + text);
    for (std::size_t i = 1; i < benches_.size(); ++i) told(what, i, text, text_of(call(*queues_[i])));
  }
  return first;
}

}  // namespace sipro::test
