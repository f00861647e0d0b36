#include "conformance/suite.hpp"

namespace sipro::test {

namespace {

class Claim : public Conformance {};
SIPRO_ON_EACH_BENCH(Claim);

TEST_P(Claim, GivesTheJobATokenAndCountsTheAttempt) {
  queue::JobSpec spec = job(1);
  spec.fingerprint = "f";
  enqueue(spec);
  bench().advance(5s);
  const auto claimed = claim("w7");
  ASSERT_TRUE(claimed);
  EXPECT_EQ(spec, claimed->spec);
  EXPECT_EQ(spec.id, claimed->hold.id);
  EXPECT_EQ(1U, claimed->hold.attempt);
  EXPECT_EQ(1U, claimed->hold.round);
  EXPECT_GE(std::stoll(claimed->hold.token), bench().now().count());

  const queue::JobView made = view(1);
  EXPECT_EQ(JobState::running, made.state);
  EXPECT_EQ(claimed->hold.token, made.token);
  EXPECT_EQ("w7", made.worker);
  EXPECT_EQ(1U, made.attempt);
  EXPECT_EQ(bench().now(), made.started);
  EXPECT_EQ(">queued:enqueued queued>running:claimed", story(1));
}

TEST_P(Claim, GivesNothingWhereThereIsNothing) { EXPECT_FALSE(claim()); }

TEST_P(Claim, TokensGrowEvenWhenTimeStandsStill) {
  enqueue_all(1, 4);
  std::string before = "0";
  for (unsigned number = 1; number <= 4; ++number) {
    const auto claimed = claim();
    ASSERT_TRUE(claimed);
    EXPECT_GT(std::stoull(claimed->hold.token), std::stoull(before));
    before = claimed->hold.token;
  }
}

TEST_P(Claim, GoesByPriorityThenOrder) {
  const int priorities[] = {5, 9, 0, 5, 0, 1};
  for (unsigned number = 0; number < 6; ++number) {
    queue::JobSpec spec = job(number + 1);
    spec.priority = priorities[number];
    enqueue(spec);
  }
  for (const unsigned number : {3U, 5U, 6U, 1U, 4U, 2U}) EXPECT_EQ(id(number), next().hold.id);
}

TEST_P(Claim, ARepeatedRequestGivesTheSameAnswer) {
  enqueue_all(1, 3);
  const auto first = q().claim({"w1", 2, 500, 1, kLease});
  const std::string before = world();
  EXPECT_EQ(text_of(first), text_of(q().claim({"w1", 2, 500, 1, kLease})));
  EXPECT_EQ("nothing", text_of(q().claim({"w1", 2, 499, 1, kLease})));
  EXPECT_EQ(before, world());
  ASSERT_TRUE(first && *first);
  complete((*first)->hold);
  const std::string ended = world();
  EXPECT_EQ(text_of(first), text_of(q().claim({"w1", 2, 500, 1, kLease})));
  EXPECT_EQ(ended, world());
  EXPECT_NE(text_of(first), text_of(q().claim({"w1", 3, 500, 1, kLease}))) << "another slot is another caller";
  EXPECT_NE(text_of(first), text_of(q().claim({"w1", 2, 501, 1, kLease})));
}

TEST_P(Claim, ARequestThatGotNothingLooksAgain) {
  EXPECT_EQ("nothing", text_of(q().claim({"w1", 0, 500, 1, kLease})));
  enqueue(job(1));
  EXPECT_NE("nothing", text_of(q().claim({"w1", 0, 500, 1, kLease})));
}

TEST_P(Claim, ALostReplyLosesNoJob) {
  enqueue_all(1, 2);
  bench().drop_replies(1);
  EXPECT_EQ("error redis_unavailable", text_of(q().claim({"w1", 0, 500, 1, kLease})));
  EXPECT_EQ(JobState::running, state(1));
  const auto repeated = q().claim({"w1", 0, 500, 1, kLease});
  ASSERT_TRUE(repeated && *repeated);
  EXPECT_EQ(id(1), (*repeated)->hold.id);
  EXPECT_EQ(JobState::queued, state(2));
  EXPECT_EQ(JobState::succeeded, complete((*repeated)->hold).state);
}

TEST_P(Claim, SkipsNewerPayloadsAndNeverFailsThem) {
  queue::JobSpec newer = job(1), newest = job(2);
  newer.version = 2;
  newest.version = 3;
  enqueue(newer);
  enqueue(newest);
  enqueue(job(3));
  complete(next("old", 1).hold);
  EXPECT_EQ(JobState::succeeded, state(3));
  EXPECT_FALSE(claim("old", 1));
  pass(60s);
  EXPECT_EQ(JobState::queued, state(1));
  EXPECT_EQ(id(1), next("newer", 2).hold.id);
  EXPECT_FALSE(claim("newer", 2));
  EXPECT_EQ(id(2), next("newest", 3).hold.id);
  EXPECT_EQ(0U, view(2).strikes + view(2).retries);
}

TEST_P(Claim, GoesOnToTheNextDistrictWhereTheFirstHasOnlyNewerPayloads) {
  for (unsigned number = 1; number <= 12; ++number) {
    queue::JobSpec newer = job(number);
    newer.version = 2;
    enqueue(newer);
  }
  enqueue(job(20, "2171"));
  EXPECT_EQ(id(20), next("old", 1).hold.id);
  EXPECT_EQ(id(1), next("new", 2).hold.id);
}

TEST_P(Claim, NothingIsClaimedWhilePausedAndAllElseGoesOn) {
  const queue::Hold hold = running(1), other = running(2);
  ASSERT_TRUE(q().pause(true, "operator"));
  EXPECT_EQ(JobState::queued, enqueue(job(3)).state);
  EXPECT_FALSE(claim());
  EXPECT_EQ(queue::WaitReason::paused, view(3).place.reason);
  EXPECT_TRUE(q().stats()->paused);
  EXPECT_EQ(queue::BeatOutcome::ok, beat(hold));
  EXPECT_EQ(JobState::succeeded, complete(hold).state);
  EXPECT_EQ(1U, pass(16s).size());
  EXPECT_EQ(JobState::queued, state(2));
  ASSERT_TRUE(q().pause(false, "operator"));
  EXPECT_FALSE(q().stats()->paused);
  EXPECT_EQ(id(2), next().hold.id);
  EXPECT_EQ("lost", text_of(fail(other, queue::FailClass::file)).substr(0, 4));
}

TEST_P(Claim, AKeptAnswerIsGivenWhilePausedToo) {
  enqueue(job(1));
  const auto first = q().claim({"w1", 0, 500, 1, kLease});
  ASSERT_TRUE(q().pause(true, "operator"));
  EXPECT_EQ(text_of(first), text_of(q().claim({"w1", 0, 500, 1, kLease})));
}

TEST_P(Claim, ADistrictNeverRunsMoreThanItsCap) {
  for (unsigned number = 1; number <= 4; ++number) {
    queue::JobSpec spec = job(number);
    spec.cap = 2;
    enqueue(spec);
  }
  const auto first = claim(), second = claim();
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(claim());
  EXPECT_EQ(queue::WaitReason::district_cap, view(3).place.reason);
  complete(first->hold);
  EXPECT_EQ(queue::WaitReason::workers_busy, view(3).place.reason);
  EXPECT_EQ(id(3), next().hold.id);
  EXPECT_FALSE(claim());
  fail(second->hold, queue::FailClass::resource, 60s);
  EXPECT_EQ(id(4), next().hold.id);
}

TEST_P(Claim, OneUrgentJobRunsBesideTheCap) {
  const auto make = [&](unsigned number, int priority) {
    queue::JobSpec spec = job(number);
    spec.cap = 1;
    spec.priority = priority;
    enqueue(spec);
  };
  make(1, 5);
  EXPECT_EQ(id(1), next().hold.id);
  make(2, 5);
  make(3, 0);
  make(4, 1);
  EXPECT_EQ(queue::WaitReason::district_cap, view(2).place.reason);
  EXPECT_EQ(queue::WaitReason::workers_busy, view(4).place.reason);
  const auto look = claim();
  ASSERT_TRUE(look);
  EXPECT_EQ(id(3), look->hold.id);
  EXPECT_FALSE(claim()) << "one more than the cap, not two";
  EXPECT_EQ(queue::WaitReason::district_cap, view(4).place.reason);
  complete(look->hold);
  EXPECT_EQ(id(4), next().hold.id);
  EXPECT_FALSE(claim()) << "others than urgent ones keep to the cap";
}

TEST_P(Claim, BehindAnUrgentJobThatAWorkerDoesNotKnowTheCapHolds) {
  queue::JobSpec running = job(1), waiting = job(2), newer = job(3);
  running.cap = waiting.cap = newer.cap = 1;
  newer.version = 2;
  newer.priority = queue::kUrgent;
  enqueue(running);
  enqueue(waiting);
  const auto first = claim();
  ASSERT_TRUE(first);
  enqueue(newer);
  EXPECT_FALSE(claim());
  complete(first->hold);
  EXPECT_EQ(id(2), next().hold.id);
}

TEST_P(Claim, TheCapIsThatOfTheLastJobMade) {
  queue::JobSpec first = job(1), second = job(2), third = job(3);
  first.cap = second.cap = 1;
  third.cap = 3;
  enqueue(first);
  enqueue(second);
  EXPECT_TRUE(claim());
  EXPECT_FALSE(claim());
  enqueue(third);
  EXPECT_EQ(id(2), next().hold.id);
  EXPECT_EQ(id(3), next().hold.id);
  EXPECT_EQ(3U, q().stats()->districts.at(0).cap);
}

TEST_P(Claim, ACapThatComesWithAJobThatIsNotQueuedHoldsAtOnce) {
  queue::JobSpec first = job(1), second = job(2), delayed = job(3), orphan = job_after(4, {99});
  first.cap = second.cap = orphan.cap = 1;
  delayed.cap = 2;
  delayed.delay = 1h;
  enqueue(first);
  enqueue(second);
  ASSERT_TRUE(claim());
  EXPECT_EQ(queue::WaitReason::district_cap, view(2).place.reason);
  enqueue(delayed);
  EXPECT_EQ(queue::WaitReason::workers_busy, view(2).place.reason);
  enqueue(orphan);
  EXPECT_EQ(queue::WaitReason::district_cap, view(2).place.reason);
  EXPECT_FALSE(claim());
}

TEST_P(Claim, ALowerCapTakesNothingAwayAndHoldsFromThenOn) {
  enqueue_all(1, 3);
  const auto first = claim(), second = claim();
  ASSERT_TRUE(first && second);
  queue::JobSpec lower = job(4);
  lower.cap = 1;
  enqueue(lower);
  EXPECT_FALSE(claim());
  complete(first->hold);
  EXPECT_FALSE(claim());
  complete(second->hold);
  EXPECT_EQ(id(3), next().hold.id);
  EXPECT_FALSE(claim());
}

TEST_P(Claim, AFloodOfOneDistrictDelaysNoOther) {
  enqueue_all(1, 1000, "2101");
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(claim());
  for (unsigned other = 0; other < 20; ++other) enqueue(job(2000 + other, "30" + std::to_string(10 + other)));
  unsigned flooder = 0, others = 0;
  while (others < 20) {
    const auto claimed = claim();
    ASSERT_TRUE(claimed);
    claimed->spec.district == "2101" ? ++flooder : ++others;
    ASSERT_LE(flooder, 1U) << "more than one round of the ring";
  }
}

TEST_P(Claim, DistrictsAreServedInTurnLeastRecentlyServedFirst) {
  enqueue_all(1, 3, "2101");
  enqueue_all(11, 13, "2102");
  enqueue_all(21, 23, "2171");
  for (const unsigned number : {1U, 11U, 21U, 2U, 12U}) EXPECT_EQ(id(number), next().hold.id);
  enqueue(job(31, "2105"));
  EXPECT_EQ(id(31), next().hold.id) << "a newcomer is next";
  EXPECT_EQ(id(22), next().hold.id);
}

TEST_P(Claim, ADistrictThatWasAwayKeepsItsTurn) {
  enqueue_all(1, 1, "2101");
  EXPECT_EQ(id(1), next().hold.id);
  enqueue_all(11, 13, "2102");
  EXPECT_EQ(id(11), next().hold.id);
  enqueue_all(2, 3, "2101");
  EXPECT_EQ(id(2), next().hold.id);
  EXPECT_EQ(id(12), next().hold.id);
}

}  // namespace

}  // namespace sipro::test
