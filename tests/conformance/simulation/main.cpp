// Draws histories of the queue from seeds. Against the fake alone, or (--redis) the fake and a real Redis side by side.
//   queue_simulation [--histories N] [--seed FIRST] [--redis] [--verbose] [--dump FILE]
// The last line is "N passed, N failed": histories. A history that fails is run again with its steps.
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>

#include "conformance/simulation/simulation.hpp"

namespace sipro::test {

namespace {

struct Wish {
  std::uint64_t histories = 10'000;
  std::uint64_t seed = 1;
  bool redis = false;
  bool verbose = false;
  std::string dump;  // the events of the last history, for tests/chaos/history.py
};

struct Sum {
  std::uint64_t passed = 0, failed = 0;
  Tally tally;
};

/// What went wrong; empty: nothing.
std::string run_one(std::uint64_t seed, const Wish& wish, bool verbose, Tally& tally) {
  const auto fake = make_fake_bench();
  std::unique_ptr<Bench> redis;
  std::vector<Bench*> benches{fake.get()};
  if (wish.redis) benches.push_back((redis = make_redis_bench()).get());
  std::string wrong;
  try {
    Simulation simulation(seed, benches, verbose);
    try {
      simulation.run();
    } catch (const std::exception& error) {
      wrong = error.what();
    }
    tally = simulation.tally();
  } catch (const std::exception& error) {
    wrong = error.what();
  }
  if (!wish.dump.empty() && seed + 1 == wish.seed + wish.histories) std::ofstream(wish.dump) << to_json(fake->events());
  return wrong;
}

void add(Tally& sum, const Tally& one) {
  sum.steps += one.steps;
  sum.jobs += one.jobs;
  sum.claims += one.claims;
  sum.succeeded += one.succeeded;
  sum.failed += one.failed;
  sum.cancelled += one.cancelled;
  sum.dead += one.dead;
  sum.crashes += one.crashes;
  sum.zombies_refused += one.zombies_refused;
  sum.lost_replies += one.lost_replies;
  sum.outages += one.outages;
  sum.recoveries += one.recoveries;
  sum.joined += one.joined;
  sum.events += one.events;
}

Wish parse(int argc, char** argv) {
  Wish wish;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool has_next = i + 1 < argc;
    if (word == "--redis") wish.redis = true;
    if (word == "--verbose") wish.verbose = true;
    if (word == "--histories" && has_next) wish.histories = std::stoull(argv[++i]);
    if (word == "--seed" && has_next) wish.seed = std::stoull(argv[++i]);
    if (word == "--dump" && has_next) wish.dump = argv[++i];
  }
  return wish;
}

int run(const Wish& wish) {
  const auto started = std::chrono::steady_clock::now();
  Sum sum;
  for (std::uint64_t seed = wish.seed; seed < wish.seed + wish.histories && sum.failed < 3; ++seed) {
    Tally tally;
    const std::string wrong = run_one(seed, wish, wish.verbose, tally);
    add(sum.tally, tally);
    if (wrong.empty()) {
      ++sum.passed;
      continue;
    }
    ++sum.failed;
    std::printf("FAILED: seed %llu, its steps:\n", static_cast<unsigned long long>(seed));
    Tally ignored;
    const std::string again = run_one(seed, wish, true, ignored);
    std::printf("%s\nFAILED: seed %llu: %s\n", again.c_str(), static_cast<unsigned long long>(seed), wrong.c_str());
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  const auto number = [](std::uint64_t n) { return static_cast<unsigned long long>(n); };
  const Tally& t = sum.tally;
  std::printf(
      "%s: %llu calls, %llu jobs (%llu joined), %llu claims, %llu commits, %llu failed, %llu cancelled, %llu dead, "
      "%llu events;\n%llu crashes, %llu zombies refused, %llu lost replies, %llu outages, %llu recoveries; %.1f s\n",
      wish.redis ? "the fake and Redis side by side" : "the fake", number(t.steps), number(t.jobs), number(t.joined),
      number(t.claims), number(t.succeeded), number(t.failed), number(t.cancelled), number(t.dead), number(t.events),
      number(t.crashes), number(t.zombies_refused), number(t.lost_replies), number(t.outages), number(t.recoveries),
      took.count());
  std::printf("%llu passed, %llu failed\n", number(sum.passed),
              number(sum.failed + (sum.passed + sum.failed == 0 ? 1 : 0)));
  return sum.failed == 0 && sum.passed > 0 ? 0 : 1;
}

}  // namespace

}  // namespace sipro::test

int main(int argc, char** argv) { return sipro::test::run(sipro::test::parse(argc, argv)); }
