// What the suite's cases stand on: a fresh bench whose queue is open and out of its first grace, ids by number, and
// short words for what most cases do.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "conformance/bench.hpp"
#include "support/queue_text.hpp"

namespace sipro::test {

using namespace std::chrono_literals;
using queue::JobState;

/// A way to make a bench, by name.
struct BenchKind {
  std::string name;
  MakeBench make;
};

// The name is GoogleTest's. NOLINTNEXTLINE(readability-identifier-naming)
inline void PrintTo(const BenchKind& kind, std::ostream* out) { *out << kind.name; }

const std::vector<BenchKind>& bench_kinds();

class Conformance : public ::testing::TestWithParam<BenchKind> {
 protected:
  static constexpr std::chrono::milliseconds kLease = 15s;

  void SetUp() override;

  /// 32 hexadecimal digits.
  static std::string id(unsigned number);
  static queue::JobSpec job(unsigned number, const std::string& district = "2101");
  static queue::JobSpec job_after(unsigned number, const std::vector<unsigned>& parents);

  [[nodiscard]] Bench& bench() const { return *bench_; }
  [[nodiscard]] queue::Queue& q() const { return *queue_; }

  /// As after a recovery of storage with this epoch.
  void open(const std::string& epoch) const;
  queue::Enqueued enqueue(const queue::JobSpec& spec) const;
  void enqueue_all(unsigned first, unsigned last, const std::string& district = "2101") const;
  /// Of slot 0 of this worker, with the next request number.
  std::optional<queue::Claimed> claim(const std::string& worker = "w1", int max_version = 1);
  /// As claim, where there must be something.
  queue::Claimed next(const std::string& worker = "w1", int max_version = 1);
  /// Enqueues and claims; nothing else may be waiting before it.
  queue::Hold running(unsigned number, const std::string& worker = "w1");
  queue::Hold running(const queue::JobSpec& spec, const std::string& worker = "w1");
  queue::EndOutcome complete(const queue::Hold& hold) const;
  queue::EndOutcome fail(const queue::Hold& hold, queue::FailClass fail_class,
                         std::chrono::milliseconds delay = 0ms) const;
  /// A job that has ended so.
  void ended(unsigned number, JobState state);
  void dead_letter(unsigned number);
  queue::BeatOutcome beat(const queue::Hold& hold) const;
  /// Lets time pass as it does where workers live: with a tick each second. What was reaped.
  std::vector<queue::Reaped> pass(std::chrono::seconds time) const;
  queue::ReapOutcome reap() const;
  void audit_to_the_end() const;

  [[nodiscard]] queue::JobView view(unsigned number) const;
  [[nodiscard]] JobState state(unsigned number) const { return view(number).state; }
  [[nodiscard]] std::string world() const;
  /// The job's events as "from>to:reason", spaces between.
  [[nodiscard]] std::string story(unsigned number) const;

  /// The same call again gives the same answer and changes nothing; also where the first reply is lost.
  template <class Call>
  void expect_repeatable(const std::string& name, Call call) const {
    SCOPED_TRACE(name);
    bench().drop_replies(1);
    EXPECT_EQ("error redis_unavailable", text_of(call())) << "the reply should have been lost";
    const std::string after_first = world();
    const std::string first = text_of(call());
    EXPECT_EQ(after_first, world()) << "the repeat changed something";
    EXPECT_EQ(first, text_of(call()));
    EXPECT_EQ(after_first, world()) << "the second repeat changed something";
  }

  static const std::vector<std::string> kDistricts;

 private:
  std::unique_ptr<Bench> bench_;
  std::unique_ptr<queue::Queue> queue_;
  std::uint64_t requests_ = 0;
};

// One instance a kind of bench.
#define SIPRO_ON_EACH_BENCH(suite)                                           \
  INSTANTIATE_TEST_SUITE_P(Queue, suite, ::testing::ValuesIn(bench_kinds()), \
                           [](const auto& tried) { return tried.param.name; })

}  // namespace sipro::test
