#include "conformance/suite.hpp"
#include "queue/library.hpp"

namespace sipro::test {

namespace {

/// What is only read: views, lists, figures, the place in the queue.
class Look : public Conformance {};
SIPRO_ON_EACH_BENCH(Look);

TEST_P(Look, AnUnknownJobIsNone) { EXPECT_FALSE(*q().show(id(77))); }

TEST_P(Look, ThePlaceCountsTheOwnDistrictsJobsAhead) {
  enqueue_all(1, 3, "2101");
  enqueue_all(11, 12, "2171");
  queue::JobSpec urgent = job(4);
  urgent.priority = 0;
  enqueue(urgent);
  const auto place = [&](unsigned number) { return view(number).place; };
  EXPECT_EQ((queue::Place{0, 2, queue::WaitReason::workers_busy, {}}), place(4));
  EXPECT_EQ((queue::Place{1, 2, queue::WaitReason::workers_busy, {}}), place(1));
  EXPECT_EQ((queue::Place{3, 2, queue::WaitReason::workers_busy, {}}), place(3));
  EXPECT_EQ((queue::Place{1, 2, queue::WaitReason::workers_busy, {}}), place(12));
  EXPECT_EQ(id(4), next().hold.id);
  EXPECT_EQ((queue::Place{0, 2, queue::WaitReason::workers_busy, {}}), place(1));
  EXPECT_EQ((queue::Place{}), place(4)) << "what runs waits for nothing";
}

TEST_P(Look, EachReasonToWait) {
  queue::JobSpec first = job(1), second = job(2), delayed = job(3), child = job_after(4, {1});
  first.cap = second.cap = delayed.cap = child.cap = 1;
  delayed.delay = 60s;
  for (const auto& spec : {first, second, delayed, child}) enqueue(spec);
  const auto reason = [&](unsigned number) { return view(number).place.reason; };
  EXPECT_EQ(queue::WaitReason::workers_busy, reason(1));
  EXPECT_EQ(queue::WaitReason::retry_at, reason(3));
  EXPECT_EQ(queue::WaitReason::after, reason(4));
  ASSERT_TRUE(claim());
  EXPECT_EQ(queue::WaitReason::district_cap, reason(2));
  EXPECT_EQ(1U, view(2).place.districts) << "its own district counts, although at its cap";
  ASSERT_TRUE(q().pause(true, "operator"));
  EXPECT_EQ(queue::WaitReason::paused, reason(2));
  EXPECT_EQ(queue::WaitReason::retry_at, reason(3));
  EXPECT_EQ(queue::WaitReason::none, reason(1));
}

TEST_P(Look, ListIsNewestFirstInPages) {
  for (unsigned number = 1; number <= 5; ++number) {
    enqueue(job(number));
    bench().advance(1ms);
  }
  enqueue(job(9, "2171"));
  const auto ids = [&](std::uint64_t offset, std::uint64_t limit) {
    std::vector<std::string> found;
    const auto page = q().list("2101", offset, limit);
    EXPECT_EQ(5U, page->total);
    for (const auto& one : page->jobs) found.push_back(one.spec.id);
    return found;
  };
  EXPECT_THAT(ids(0, 2), testing::ElementsAre(id(5), id(4)));
  EXPECT_THAT(ids(2, 2), testing::ElementsAre(id(3), id(2)));
  EXPECT_THAT(ids(4, 2), testing::ElementsAre(id(1)));
  EXPECT_THAT(ids(5, 2), testing::ElementsAre());
  EXPECT_EQ(text_of(view(3)), text_of(q().list("2101", 2, 1)->jobs.at(0)));
  EXPECT_EQ(0U, q().list("2999", 0, 10)->total);
}

TEST_P(Look, ListGivesAHundredAtMost) {
  enqueue_all(1, 120);
  EXPECT_EQ(100U, q().list("2101", 0, 1000)->jobs.size());
  EXPECT_EQ(120U, q().list("2101", 0, 1000)->total);
}

TEST_P(Look, DeadLettersAreNewestFirst) {
  for (unsigned number = 1; number <= 3; ++number) dead_letter(number);
  const auto page = q().dead(0, 2);
  ASSERT_TRUE(page);
  EXPECT_EQ(3U, page->total);
  ASSERT_EQ(2U, page->jobs.size());
  EXPECT_EQ(id(3), page->jobs[0].spec.id);
  EXPECT_TRUE(page->jobs[0].dead);
  EXPECT_EQ(id(1), q().dead(2, 2)->jobs.at(0).spec.id);
}

TEST_P(Look, StatsCountEachPlace) {
  const queue::Hold retried = running(1);
  fail(retried, queue::FailClass::resource, 1h);
  running(2);
  const queue::Micros since = bench().now();
  enqueue_all(3, 4);
  enqueue(job(5, "2171"));
  bench().advance(2s);
  enqueue(job_after(6, {2}));
  ended(7, JobState::cancelled);
  const auto stats = q().stats();
  ASSERT_TRUE(stats);
  EXPECT_EQ("waiting 3 delayed 1 blocked 1 running 1 backlog 5 dead 0 unsaved 1 oldest " +
                std::to_string(since.count()) + " 2101:2+1/1000 2171:1+0/1000",
            text_of(*stats));
}

TEST_P(Look, WhatWasQueuedAgainWaitsSinceThen) {
  const queue::Hold hold = running(1);
  bench().advance(4s);
  fail(hold, queue::FailClass::interruption);
  EXPECT_EQ(bench().now(), q().stats()->oldest_waiting);
}

TEST_P(Look, AnEndIsUnsavedUntilItIsToldAsSaved) {
  ended(1, JobState::succeeded);
  bench().advance(10s);
  ended(2, JobState::failed);
  enqueue(job_after(3, {2}));
  bench().advance(5s);
  EXPECT_EQ("unsaved 2101/" + id(1) + ":1", text_of(q().unsaved(15s, 10)));
  EXPECT_EQ("unsaved 2101/" + id(1) + ":1 2101/" + id(2) + ":1", text_of(q().unsaved(0ms, 2)));
  EXPECT_EQ(3U, q().unsaved(0ms, 10)->size());
  EXPECT_EQ("unsaved", text_of(q().unsaved(1h, 10)));
  ASSERT_TRUE(q().saved(id(2), 2));
  EXPECT_EQ(3U, q().unsaved(0ms, 10)->size()) << "that was another round";
  ASSERT_TRUE(q().saved(id(2), 1));
  ASSERT_TRUE(q().saved(id(99), 1));
  EXPECT_EQ("unsaved 2101/" + id(1) + ":1 2101/" + id(3) + ":1", text_of(q().unsaved(0ms, 10)));
  EXPECT_EQ(2U, q().stats()->unsaved);
}

TEST_P(Look, AReplayTakesTheEndedRoundOffTheUnsaved) {
  dead_letter(1);
  EXPECT_EQ(1U, q().stats()->unsaved);
  ASSERT_TRUE(q().replay(id(1), 1, "operator"));
  EXPECT_EQ(0U, q().stats()->unsaved);
  complete(next().hold);
  EXPECT_EQ("unsaved 2101/" + id(1) + ":2", text_of(q().unsaved(0ms, 10)));
}

TEST_P(Look, ProcessesAreKeptForAMinute) {
  queue::ProcessInfo worker{"w1@host", "worker", "0.1.0", 1, 2, "active", "landlock seccomp", 0, queue::Micros{0}};
  ASSERT_TRUE(q().announce(worker));
  bench().advance(30s);
  ASSERT_TRUE(q().announce({"g1@host", "gateway", "0.1.0", 1, 0, "active", "", 0, queue::Micros{0}}));
  auto alive = q().processes();
  ASSERT_TRUE(alive);
  ASSERT_EQ(2U, alive->size());
  EXPECT_EQ("g1@host", (*alive)[0].name);
  EXPECT_EQ("worker", (*alive)[1].role);
  EXPECT_EQ("landlock seccomp", (*alive)[1].cage);
  EXPECT_EQ(2U, (*alive)[1].concurrency);
  EXPECT_EQ(queue::kLibrary, (*alive)[1].library);
  EXPECT_EQ(bench().now() - 30s, (*alive)[1].seen);
  worker.state = "draining";
  ASSERT_TRUE(q().announce(worker));
  bench().advance(45s);
  EXPECT_EQ(2U, q().processes()->size());
  EXPECT_EQ("draining", q().processes()->back().state);
  bench().advance(16s);
  EXPECT_EQ(0U, q().processes()->size());
}

}  // namespace

}  // namespace sipro::test
