#include "conformance/suite.hpp"

namespace sipro::test {

namespace {

class After : public Conformance {};
SIPRO_ON_EACH_BENCH(After);

using queue::FailClass;

TEST_P(After, AChildIsQueuedByTheLastOfItsParents) {
  const std::vector<queue::JobSpec> specs{job(1), job(2), job_after(3, {1, 2})};
  const auto answers = q().enqueue(specs);
  ASSERT_TRUE(answers);
  EXPECT_EQ(JobState::blocked, (*answers)[2].state);
  EXPECT_EQ(queue::WaitReason::after, view(3).place.reason);
  const queue::Hold first = next().hold, second = next().hold;
  EXPECT_FALSE(claim());
  complete(second);
  EXPECT_EQ(JobState::blocked, state(3));
  complete(first);
  EXPECT_EQ(JobState::queued, state(3));
  EXPECT_EQ(">blocked:enqueued blocked>queued:unblocked", story(3));
  EXPECT_EQ(id(3), next().hold.id);
}

TEST_P(After, ASucceededParentCountsAsDone) {
  ended(1, JobState::succeeded);
  EXPECT_EQ(JobState::queued, enqueue(job_after(2, {1})).state);
  EXPECT_EQ(id(2), next().hold.id);
  enqueue(job(3));
  EXPECT_EQ(JobState::blocked, enqueue(job_after(4, {1, 3})).state);
  complete(next().hold);
  EXPECT_EQ(JobState::queued, state(4));
}

TEST_P(After, AParentThatEndedOtherwiseOrIsUnknownCancelsAtOnce) {
  ended(1, JobState::failed);
  ended(2, JobState::cancelled);
  dead_letter(3);
  enqueue(job(5));
  for (const unsigned parent : {1U, 2U, 3U, 99U}) {
    const unsigned number = 10 + parent;
    EXPECT_EQ(JobState::cancelled, enqueue(job_after(number, {5, parent})).state);
    EXPECT_EQ("parent_failed", view(number).error->code);
    EXPECT_EQ(R"({"parent":")" + id(parent) + R"("})", view(number).error->details);
    EXPECT_EQ(">cancelled:parent_failed", story(number));
    EXPECT_EQ(bench().now(), view(number).finished);
  }
  complete(next().hold);
  EXPECT_EQ(JobState::cancelled, state(11));
}

TEST_P(After, AParentWithTheSameIdAsAnEarlierEndedJobOfTheCallIsKnown) {
  ended(1, JobState::succeeded);
  const std::vector<queue::JobSpec> specs{job(1), job_after(2, {1})};
  const auto answers = q().enqueue(specs);
  ASSERT_TRUE(answers);
  EXPECT_EQ(JobState::queued, (*answers)[1].state);
}

TEST_P(After, EveryOtherEndOfAParentCancelsItsChildrenToAnyDepth) {
  const std::vector<std::pair<std::string, std::function<void(const queue::Hold&)>>> ends{
      {"failed", [&](const queue::Hold& hold) { fail(hold, FailClass::file); }},
      {"cancelled by its worker", [&](const queue::Hold& hold) { fail(hold, FailClass::cancel); }},
      {"cancelled",
       [&](const queue::Hold& hold) {
         fail(hold, FailClass::interruption);
         ASSERT_TRUE(q().cancel(hold.id, "Ani"));
       }},
      {"dead of strikes", [&](const queue::Hold& hold) {
         ASSERT_TRUE(q().fail(hold, {FailClass::crash, {"child_crashed", "", ""}, 0ms, 8, 1}));
       }}};
  unsigned base = 0;
  for (const auto& [name, end] : ends) {
    SCOPED_TRACE(name);
    base += 10;
    const queue::Hold hold = running(base + 1);
    // A diamond with a tail: 1 -> 2, 3 -> 4 -> 5.
    const std::vector<queue::JobSpec> specs{job_after(base + 2, {base + 1}), job_after(base + 3, {base + 1}),
                                            job_after(base + 4, {base + 2, base + 3}), job_after(base + 5, {base + 4})};
    ASSERT_TRUE(q().enqueue(specs));
    end(hold);
    for (unsigned number = base + 2; number <= base + 5; ++number) {
      EXPECT_EQ(JobState::cancelled, state(number)) << number - base;
      EXPECT_EQ("parent_failed", view(number).error->code);
      EXPECT_EQ(">blocked:enqueued blocked>cancelled:parent_failed", story(number));
    }
    EXPECT_EQ(R"({"parent":")" + id(base + 4) + R"("})", view(base + 5).error->details);
    EXPECT_FALSE(claim());
  }
  EXPECT_EQ(0U, q().stats()->blocked);
}

TEST_P(After, ADiamondRunsInOrder) {
  const std::vector<queue::JobSpec> specs{job(1), job_after(2, {1}), job_after(3, {1}), job_after(4, {2, 3})};
  ASSERT_TRUE(q().enqueue(specs));
  for (const unsigned number : {1U, 2U, 3U, 4U}) {
    const auto claimed = claim();
    ASSERT_TRUE(claimed);
    EXPECT_EQ(id(number), claimed->hold.id);
    complete(claimed->hold);
  }
}

TEST_P(After, ARetryOrAnInterruptionOfAParentLeavesItsChildrenBlocked) {
  const queue::Hold hold = running(1);
  enqueue(job_after(2, {1}));
  fail(hold, FailClass::resource);
  EXPECT_EQ(JobState::blocked, state(2));
  reap();
  fail(next().hold, FailClass::interruption);
  EXPECT_EQ(JobState::blocked, state(2));
  complete(next().hold);
  EXPECT_EQ(JobState::queued, state(2));
}

TEST_P(After, AReplayedParentDoesNotReviveItsChildren) {
  enqueue(job(1));
  enqueue(job_after(2, {1}));
  dead_letter(1);
  EXPECT_EQ("queued", text_of(q().replay(id(1), 1, "operator")));
  complete(next().hold);
  EXPECT_EQ(JobState::cancelled, state(2));
}

TEST_P(After, TheSameParentTwiceIsOneParent) {
  enqueue(job(1));
  enqueue(job_after(2, {1, 1}));
  complete(next().hold);
  EXPECT_EQ(JobState::queued, state(2));
}

TEST_P(After, ADelayIsForNoJobThatWaitsForParents) {
  enqueue(job(1));
  queue::JobSpec child = job_after(2, {1});
  child.delay = 1h;
  enqueue(child);
  complete(next().hold);
  EXPECT_EQ(JobState::queued, state(2));
}

TEST_P(After, OfSixHundredChildrenTheAuditFinishesTheLast) {
  for (const bool succeeds : {true, false}) {
    const unsigned base = succeeds ? 1000 : 2000;
    queue::JobSpec parent = job(base);
    parent.priority = 0;
    const queue::Hold hold = running(parent);
    std::vector<queue::JobSpec> children;
    for (unsigned number = base + 1; number <= base + 600; ++number) {
      children.push_back(job_after(number, {base}));
      if (children.size() < 8) continue;
      ASSERT_TRUE(q().enqueue(children));
      children.clear();
    }
    succeeds ? complete(hold) : fail(hold, FailClass::file);
    EXPECT_EQ(100U, q().stats()->blocked) << "500 a call";
    audit_to_the_end();
    audit_to_the_end();
    EXPECT_EQ(0U, q().stats()->blocked);
    EXPECT_EQ(600U, q().stats()->waiting) << "those of the first parent";
  }
}

TEST_P(After, AJobThatIsBlockedIsCancelledWithItsChildren) {
  const std::vector<queue::JobSpec> specs{job(1), job_after(2, {1}), job_after(3, {2})};
  ASSERT_TRUE(q().enqueue(specs));
  EXPECT_EQ("cancelled", text_of(q().cancel(id(2), "Ani")));
  EXPECT_EQ(JobState::cancelled, state(2));
  EXPECT_EQ("cancelled", view(2).error->code);
  EXPECT_EQ("parent_failed", view(3).error->code);
  complete(next().hold);
  EXPECT_EQ(JobState::cancelled, state(2));
  EXPECT_FALSE(claim());
}

}  // namespace

}  // namespace sipro::test
