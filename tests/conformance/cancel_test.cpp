#include "conformance/suite.hpp"

namespace sipro::test {

namespace {

class Cancel : public Conformance {};
SIPRO_ON_EACH_BENCH(Cancel);

TEST_P(Cancel, AQueuedJobEndsAtOnce) {
  enqueue_all(1, 2);
  EXPECT_EQ("cancelled", text_of(q().cancel(id(1), "Ani")));
  const queue::JobView gone = view(1);
  EXPECT_EQ(JobState::cancelled, gone.state);
  EXPECT_EQ("cancelled", gone.error->code);
  EXPECT_EQ(R"({"by":"Ani"})", gone.error->details);
  EXPECT_EQ(bench().now(), gone.finished);
  EXPECT_EQ(">queued:enqueued queued>cancelled:cancel", story(1));
  EXPECT_EQ("Ani", bench().events().back().by);
  EXPECT_EQ(id(2), next().hold.id);
  EXPECT_FALSE(claim());
}

TEST_P(Cancel, ARetryingJobEndsAtOnceAndNeverComesDue) {
  const queue::Hold hold = running(1);
  fail(hold, queue::FailClass::crash, 5s);
  EXPECT_EQ("cancelled", text_of(q().cancel(id(1), "Ani")));
  pass(10s);
  EXPECT_EQ(JobState::cancelled, state(1));
  EXPECT_FALSE(claim());
  EXPECT_EQ("lost", text_of(q().beat(hold, {}, kLease)));
}

TEST_P(Cancel, ARunningJobIsAskedToEnd) {
  const queue::Hold hold = running(1);
  EXPECT_EQ("asked", text_of(q().cancel(id(1), "Ani")));
  EXPECT_EQ(JobState::running, state(1));
  EXPECT_TRUE(view(1).cancel_asked);
  EXPECT_EQ(queue::BeatOutcome::cancel, beat(hold));
  EXPECT_EQ(JobState::cancelled, fail(hold, queue::FailClass::cancel).state);
  EXPECT_EQ(">queued:enqueued queued>running:claimed running>cancelled:cancel", story(1));
  EXPECT_EQ(queue::BeatOutcome::lost, beat(hold));
}

TEST_P(Cancel, WhatHasEndedStays) {
  ended(1, JobState::succeeded);
  ended(2, JobState::failed);
  dead_letter(3);
  const std::string before = world();
  for (const unsigned number : {1U, 2U, 3U}) EXPECT_EQ("already_ended", text_of(q().cancel(id(number), "Ani")));
  EXPECT_EQ("unknown", text_of(q().cancel(id(4), "Ani")));
  EXPECT_EQ(before, world());
}

TEST_P(Cancel, FreesItsDistrictsPlace) {
  queue::JobSpec first = job(1), second = job(2);
  first.cap = second.cap = 1;
  enqueue(first);
  enqueue(second);
  const auto claimed = claim();
  ASSERT_TRUE(q().cancel(id(1), "Ani"));
  EXPECT_FALSE(claim());
  fail(claimed->hold, queue::FailClass::cancel);
  EXPECT_EQ(id(2), next().hold.id);
}

TEST_P(Cancel, AnAskDoesNotOutliveTheRound) {
  dead_letter(1);
  EXPECT_EQ("already_ended", text_of(q().cancel(id(1), "Ani")));
  ASSERT_TRUE(q().replay(id(1), 1, "operator"));
  const auto claimed = claim();
  ASSERT_TRUE(claimed);
  EXPECT_FALSE(view(1).cancel_asked);
  EXPECT_EQ(queue::BeatOutcome::ok, beat(claimed->hold));
}

}  // namespace

}  // namespace sipro::test
