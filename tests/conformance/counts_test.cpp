#include "conformance/suite.hpp"

namespace sipro::test {

namespace {

/// What attempts did, counted. That a repeated call counts nothing is seen by every case that compares worlds.
class Counts : public Conformance {
 protected:
  [[nodiscard]] std::string counts() const { return text_of(q().counts()); }
};
SIPRO_ON_EACH_BENCH(Counts);

using queue::FailClass;

TEST_P(Counts, ThereIsNothingBeforeTheFirstAttempt) {
  enqueue_all(1, 3);
  ASSERT_TRUE(q().cancel(id(1), "Ani"));
  EXPECT_EQ("", counts());
  EXPECT_THAT(q().counts()->bounds_s, testing::ElementsAre("0.5", "2", "5", "15", "60", "300", "900", "3600"));
}

TEST_P(Counts, AnAttemptWaitedUntilItsClaimAndRanUntilItsEnd) {
  enqueue(job(1));
  bench().advance(500ms);
  const queue::Hold hold = next().hold;
  EXPECT_EQ("olah waited 500000 us 0.5:1 ran 0 us\n", counts());
  bench().advance(2s + 1us);
  complete(hold);
  EXPECT_EQ("olah waited 500000 us 0.5:1 ran 2000001 us 5:1 completed 1\n", counts());
  EXPECT_TRUE(beat(hold) == queue::BeatOutcome::lost && !complete(hold).lost);
  EXPECT_EQ("olah waited 500000 us 0.5:1 ran 2000001 us 5:1 completed 1\n", counts());
}

TEST_P(Counts, EachBoundBelongsToItsOwnBucket) {
  for (const queue::Micros took : {0us, 2'000'000us, 15'000'000us, 300'000'001us, 3'600'000'001us}) {
    enqueue(job(static_cast<unsigned>(took.count() % 1'000'000'007) + 1));
    bench().advance(took);
    complete(next().hold);
  }
  EXPECT_THAT(counts(), testing::StartsWith("olah waited 3917000002 us 0.5:1 2:1 15:1 900:1 more:1 ran 0 us 0.5:5 "));
}

TEST_P(Counts, EachClassOfAFailureIsItsOwn) {
  unsigned number = 0;
  for (const FailClass fail_class :
       {FailClass::file, FailClass::resource, FailClass::crash, FailClass::cancel, FailClass::file}) {
    fail(running(++number), fail_class, 1h);
  }
  EXPECT_EQ("olah waited 0 us 0.5:5 ran 0 us 0.5:5 cancel 1 crash 1 file 2 resource 1\n", counts());
}

TEST_P(Counts, WhatIsQueuedAgainWaitsAnew) {
  const queue::Hold hold = running(1);
  bench().advance(3s);
  fail(hold, FailClass::interruption);
  bench().advance(10s);
  next();
  EXPECT_EQ("olah waited 10000000 us 0.5:1 15:1 ran 3000000 us 5:1 interrupted 1\n", counts());
}

TEST_P(Counts, ALostWorkersAttemptEndsWhenItIsReaped) {
  running(1);
  pass(15s);
  next();
  pass(15s);
  EXPECT_THAT(counts(), testing::HasSubstr(" ran 30000000 us 15:2 lease_expired 1 worker_lost 1\n"));
}

TEST_P(Counts, ACancelledAttemptIsCountedByItsEnd) {
  const queue::Hold hold = running(1);
  ASSERT_TRUE(q().cancel(hold.id, "Ani"));
  EXPECT_EQ("olah waited 0 us 0.5:1 ran 0 us\n", counts()) << "it is only asked for";
  fail(hold, FailClass::crash);
  EXPECT_THAT(counts(), testing::HasSubstr(" cancel 1\n"));
}

TEST_P(Counts, KindsAndLooksAtFilesAreToldApart) {
  queue::JobSpec look = job(2);
  look.kind = "preprocess";
  look.priority = queue::kUrgent;
  queue::JobSpec work = job(3);
  work.kind = "preprocess";
  complete(running(1));
  complete(running(look));
  complete(running(work));
  EXPECT_EQ(
      "olah waited 0 us 0.5:1 ran 0 us 0.5:1 completed 1\n"
      "preprocess urgent waited 0 us 0.5:1 ran 0 us 0.5:1 completed 1\n"
      "preprocess waited 0 us 0.5:1 ran 0 us 0.5:1 completed 1\n",
      counts());
}

TEST_P(Counts, ForgettingAJobTakesNothingAway) {
  complete(running(1));
  const std::string before = counts();
  ASSERT_TRUE(q().forget(id(1)));
  EXPECT_EQ(before, counts());
}

TEST_P(Counts, AWipedServerBeginsAnew) {
  complete(running(1));
  bench().wipe();
  EXPECT_EQ("", counts());
}

TEST_P(Counts, TheyAreCountedWhereNothingMayGrow) {
  const queue::Hold hold = running(1);
  bench().set_full(true);
  complete(hold);
  EXPECT_THAT(counts(), testing::HasSubstr(" completed 1\n"));
  bench().set_full(false);
}

}  // namespace

}  // namespace sipro::test
