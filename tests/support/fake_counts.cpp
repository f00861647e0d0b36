// The fake's counts, from its events.
#include <algorithm>
#include <array>
#include <utility>

#include "support/fake_queue.hpp"

namespace sipro::test {

using queue::JobState;

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::pair<const char*, queue::Micros>, 8> kBounds{
    {{"0.5", 500ms}, {"2", 2s}, {"5", 5s}, {"15", 15s}, {"60", 1min}, {"300", 5min}, {"900", 15min}, {"3600", 1h}}};

void add(queue::Durations& durations, queue::Micros took) {
  const auto bound =
      std::find_if(kBounds.begin(), kBounds.end(), [&](const auto& entry) { return took <= entry.second; });
  ++durations.counts.at(static_cast<std::size_t>(bound - kBounds.begin()));
  durations.sum += took;
}

}  // namespace

Result<queue::Counts> FakeQueue::counts() {
  return run(Call::reads, [&] {
    std::map<std::pair<std::string, bool>, queue::AttemptCounts> attempts;
    std::map<std::string, queue::Micros> since;  // by job: when its state began
    for (const QueueEvent& event : state().events) {
      const queue::JobSpec& spec = state().ever.at(event.id);
      const bool urgent = spec.priority <= queue::kUrgent;
      const queue::Micros took = event.at - std::exchange(since[event.id], event.at);
      if (event.to != JobState::running && event.from != JobState::running) continue;
      queue::AttemptCounts& own = attempts[{spec.kind, !urgent}];
      own.kind = spec.kind;
      own.urgent = urgent;
      own.waited.counts.resize(kBounds.size() + 1);
      own.ran.counts.resize(kBounds.size() + 1);
      if (event.to == JobState::running) add(own.waited, took);
      if (event.from != JobState::running) continue;
      add(own.ran, took);
      ++own.ended[event.reason];
    }
    queue::Counts counts;
    for (const auto& bound : kBounds) counts.bounds_s.emplace_back(bound.first);
    for (const auto& entry : attempts) counts.attempts.push_back(entry.second);
    return counts;
  });
}

}  // namespace sipro::test
