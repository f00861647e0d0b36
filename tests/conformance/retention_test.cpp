#include "conformance/suite.hpp"

namespace sipro::test {

namespace {

/// What is forgotten, and what the audit finds and mends. Damage is done by hand, so only where there are raw keys.
class Retention : public Conformance {};
SIPRO_ON_EACH_BENCH(Retention);

TEST_P(Retention, ForgetLeavesNoKeyOfTheJob) {
  const JobState states[] = {JobState::succeeded, JobState::failed, JobState::cancelled};
  for (unsigned number = 1; number <= 4; ++number) {
    queue::JobSpec spec = job(number);
    spec.idempotency_key = "key" + std::to_string(number);
    spec.fingerprint = "like" + std::to_string(number);
    enqueue(spec);
    if (number == 4) dead_letter(number);
    if (number < 4) ended(number, states[number - 1]);
    EXPECT_EQ("forgotten", text_of(q().forget(id(number))));
    EXPECT_FALSE(*q().show(id(number)));
    for (const auto& [key, members] : bench().keys()) {
      if (key == "events" || key.starts_with("claim:") || key.starts_with("last")) continue;
      EXPECT_EQ(std::string::npos, key.find(id(number))) << key;
      EXPECT_EQ(std::string::npos, key.find(spec.idempotency_key)) << key;
      EXPECT_EQ(std::string::npos, key.find(spec.fingerprint)) << key;
      for (const std::string& member : members) EXPECT_EQ(std::string::npos, member.find(id(number))) << key;
    }
    EXPECT_EQ(queue::EnqueueOutcome::created, enqueue(spec).outcome);
    ASSERT_TRUE(q().cancel(id(number), "Ani"));
  }
  EXPECT_EQ(0U, q().dead(0, 10)->total);
}

TEST_P(Retention, ForgetTouchesNothingElse) {
  queue::JobSpec first = job(1), second = job(2);
  first.fingerprint = second.fingerprint = "f";
  second.again = true;
  enqueue(first);
  complete(next().hold);
  enqueue(second);
  EXPECT_EQ("forgotten", text_of(q().forget(id(1))));
  queue::JobSpec third = job(3);
  third.fingerprint = "f";
  EXPECT_EQ(id(2), enqueue(third).id) << "the fingerprint is the second's";
  EXPECT_EQ(1U, q().list("2101", 0, 10)->total);
}

TEST_P(Retention, AJobIsKeptInAnyStateUntilItIsNoLonger) {
  const queue::Hold hold = running(1);
  ended(3, JobState::failed);
  enqueue(job(2));
  for (const unsigned number : {1U, 2U, 3U}) {
    const std::string before = world();
    EXPECT_FALSE(view(number).kept);
    EXPECT_EQ("yes", text_of(q().keep(id(number), true)));
    EXPECT_TRUE(view(number).kept);
    EXPECT_NE(before, world());
    if (number > 1) {
      EXPECT_EQ("yes", text_of(q().keep(id(number), false)));
      EXPECT_EQ(before, world()) << "nothing else of the job has changed";
    }
  }
  complete(hold);
  EXPECT_TRUE(view(1).kept) << "its end does not change that";
  EXPECT_EQ("no", text_of(q().keep(id(99), true)));
}

TEST_P(Retention, OnlyWhatHasEndedIsForgotten) {
  const queue::Hold hold = running(1);
  enqueue(job(2));
  enqueue(job_after(3, {2}));
  queue::JobSpec delayed = job(4);
  delayed.delay = 1h;
  enqueue(delayed);
  const std::string before = world();
  for (const unsigned number : {1U, 2U, 3U, 4U}) EXPECT_EQ("not_ended", text_of(q().forget(id(number))));
  EXPECT_EQ("unknown", text_of(q().forget(id(99))));
  EXPECT_EQ(before, world());
  EXPECT_EQ(JobState::succeeded, complete(hold).state);
}

TEST_P(Retention, AForgottenParentWasDone) {
  const queue::Hold first = running(1), second = running(2);
  enqueue(job_after(3, {1, 2}));
  complete(first);
  EXPECT_EQ("forgotten", text_of(q().forget(id(1))));
  complete(second);
  EXPECT_EQ(JobState::queued, state(3));
}

TEST_P(Retention, AnAuditOfASoundQueueChangesNothing) {
  dead_letter(401);
  const queue::Hold hold = running(1);
  enqueue_all(2, 300);
  enqueue(job_after(400, {1}));
  const std::string before = world();
  std::string cursor = "0";
  int calls = 0;
  do {
    const auto page = q().audit(cursor);
    ASSERT_TRUE(page);
    EXPECT_TRUE(page->mended.empty());
    EXPECT_LE(page->looked, 520U) << "ZSCAN may give a few more than asked for";
    cursor = page->cursor;
  } while (cursor != "0" && ++calls < 1000);
  EXPECT_EQ("0", cursor);
  EXPECT_EQ(before, world());
  EXPECT_EQ(queue::BeatOutcome::ok, beat(hold));
}

}  // namespace

}  // namespace sipro::test
