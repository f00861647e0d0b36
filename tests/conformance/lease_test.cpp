#include "conformance/suite.hpp"

namespace sipro::test {

namespace {

class Lease : public Conformance {};
SIPRO_ON_EACH_BENCH(Lease);

using queue::BeatOutcome;

TEST_P(Lease, BeatsRenewItAndKeepTheProgress) {
  const queue::Hold hold = running(1);
  for (int beats = 0; beats < 12; ++beats) {
    EXPECT_TRUE(pass(5s).empty());
    EXPECT_EQ(BeatOutcome::ok, beat(hold));
  }
  EXPECT_EQ((queue::Progress{"membaca", 10, 100}), view(1).progress);
  EXPECT_EQ(JobState::running, state(1));
}

TEST_P(Lease, RunsOutWhenItsTimeIsOver) {
  const queue::Hold hold = running(1);
  EXPECT_TRUE(pass(14s).empty());
  bench().advance(999'999us);
  EXPECT_TRUE(reap().reaped.empty());
  bench().advance(1us);
  const auto outcome = reap();
  ASSERT_EQ(1U, outcome.reaped.size());
  EXPECT_EQ(hold.id, outcome.reaped[0].id);
  EXPECT_EQ(hold.token, outcome.reaped[0].token);
  EXPECT_EQ(JobState::queued, outcome.reaped[0].to);
  EXPECT_EQ(JobState::queued, state(1));
  EXPECT_EQ(0U, view(1).strikes);
  EXPECT_EQ(1U, view(1).interruptions);
  EXPECT_EQ(">queued:enqueued queued>running:claimed running>queued:lease_expired", story(1));
}

TEST_P(Lease, AskedForByTheClaimAndByEachBeat) {
  enqueue(job(1));
  const auto claimed = q().claim({"w1", 0, 500, 1, 3s});
  ASSERT_TRUE(claimed && *claimed);
  bench().advance(2s);
  ASSERT_TRUE(q().beat((*claimed)->hold, {}, 30s));
  EXPECT_TRUE(pass(29s).empty());
  EXPECT_EQ(1U, pass(1s).size());
}

TEST_P(Lease, OneThatRanOutButWasNotReapedIsStillGood) {
  const queue::Hold first = running(1), second = running(2), third = running(3);
  bench().advance(60s);
  EXPECT_EQ(BeatOutcome::ok, beat(first));
  EXPECT_EQ(JobState::succeeded, complete(second).state);
  EXPECT_EQ(JobState::failed, fail(third, queue::FailClass::file).state);
}

TEST_P(Lease, AnAttemptThatLostItCannotAct) {
  const queue::Hold zombie = running(1);
  EXPECT_EQ(1U, pass(15s).size());
  for (int round = 0; round < 3; ++round) {  // queued; running by another; succeeded
    SCOPED_TRACE(round);
    const std::string before = world();
    EXPECT_EQ(BeatOutcome::lost, beat(zombie));
    const auto completed = complete(zombie);
    EXPECT_TRUE(completed.lost);
    EXPECT_EQ(state(1), completed.state);
    EXPECT_TRUE(fail(zombie, queue::FailClass::crash).lost);
    EXPECT_EQ(before, world());
    if (round == 0) {
      EXPECT_EQ(2U, next("w2").hold.attempt);
    }
    if (round == 1) {
      EXPECT_EQ(JobState::succeeded, complete({id(1), view(1).token, 2, 1}).state);
    }
  }
  EXPECT_EQ("att-2", view(1).folder);
}

TEST_P(Lease, NoOneActsWithAnInventedToken) {
  queue::Hold hold = running(1);
  hold.token = std::to_string(std::stoull(hold.token) + 1);
  EXPECT_EQ(BeatOutcome::lost, beat(hold));
  EXPECT_TRUE(complete(hold).lost);
  EXPECT_TRUE(fail(hold, queue::FailClass::file).lost);
  hold.id = id(99);
  EXPECT_EQ(BeatOutcome::lost, beat(hold));
  EXPECT_TRUE(complete(hold).lost);
  EXPECT_EQ(JobState::running, state(1));
}

TEST_P(Lease, TheSecondLossInARowIsAStrikeAndThreeStrikesAreDeath) {
  enqueue(job(1));
  for (unsigned loss = 1; loss <= 6; ++loss) {
    SCOPED_TRACE(loss);
    const auto claimed = claim("w" + std::to_string(loss));
    ASSERT_TRUE(claimed);
    const auto reaped = pass(15s);
    ASSERT_EQ(1U, reaped.size());
    EXPECT_EQ(loss / 2, view(1).strikes);
    EXPECT_EQ(loss % 2, view(1).interruptions);
    EXPECT_EQ(loss == 6, reaped[0].dead);
    EXPECT_EQ(loss == 6 ? JobState::failed : JobState::queued, reaped[0].to);
  }
  EXPECT_EQ(JobState::failed, state(1));
  EXPECT_TRUE(view(1).dead);
  ASSERT_TRUE(view(1).error);
  EXPECT_EQ("worker_lost", view(1).error->code);
  EXPECT_EQ(1U, q().dead(0, 10)->total);
}

TEST_P(Lease, AFailureByALivingWorkerEndsTheRowOfLosses) {
  const queue::FailClass classes[] = {queue::FailClass::interruption, queue::FailClass::resource,
                                      queue::FailClass::crash};
  for (unsigned number = 1; number <= 3; ++number) {
    running(number);
    EXPECT_EQ(1U, pass(15s).size());
    EXPECT_EQ(1U, view(number).interruptions);
    fail(next().hold, classes[number - 1]);
    EXPECT_EQ(0U, view(number).interruptions);
    pass(1s);
    const unsigned strikes = view(number).strikes;
    const auto claimed = claim();
    ASSERT_TRUE(claimed);
    EXPECT_EQ(1U, pass(15s).size());
    EXPECT_EQ(strikes, view(number).strikes);
    complete(next().hold);
  }
}

TEST_P(Lease, AnOutageReapsNobody) {
  const queue::Hold first = running(1), second = running(2);
  pass(3s);
  bench().advance(60s);  // Redis is away: no tick, no beat
  const auto after_gap = reap();
  EXPECT_TRUE(after_gap.grace);
  EXPECT_TRUE(after_gap.reaped.empty());
  EXPECT_TRUE(pass(4s).empty());
  EXPECT_EQ(BeatOutcome::ok, beat(first));
  EXPECT_TRUE(pass(10s).empty());
  EXPECT_EQ(0U, view(1).interruptions + view(2).interruptions);

  const auto reaped = pass(1s);  // the grace is over: who did not come back is dead
  ASSERT_EQ(1U, reaped.size());
  EXPECT_EQ(second.id, reaped[0].id);
  EXPECT_EQ(JobState::running, state(1));
  EXPECT_EQ(JobState::succeeded, complete(first).state);
}

TEST_P(Lease, AGapInTheGraceBeginsAnother) {
  running(1);
  bench().advance(6s);
  EXPECT_TRUE(reap().grace);
  EXPECT_TRUE(pass(9s).empty());
  bench().advance(5'000'001us);
  EXPECT_TRUE(reap().grace);
  EXPECT_TRUE(pass(14s).empty());
  EXPECT_EQ(1U, pass(1s).size());
}

TEST_P(Lease, FiveSecondsBetweenTicksAreNoGap) {
  running(1);
  for (int tick = 0; tick < 2; ++tick) {
    bench().advance(5s);
    EXPECT_FALSE(reap().grace);
  }
  bench().advance(5s);
  EXPECT_EQ(1U, reap().reaped.size());
}

TEST_P(Lease, DelayedJobsAreQueuedInTheGraceToo) {
  queue::JobSpec delayed = job(1);
  delayed.delay = 8s;
  enqueue(delayed);
  bench().advance(9s);
  const auto outcome = reap();
  EXPECT_TRUE(outcome.grace);
  EXPECT_EQ(1U, outcome.due);
  EXPECT_EQ(JobState::queued, state(1));
}

TEST_P(Lease, ATickReapsAHundredAndTheNextOneTheRest) {
  enqueue_all(1, 130);
  for (int i = 0; i < 130; ++i) ASSERT_TRUE(claim());
  pass(14s);
  std::vector<queue::JobSpec> delayed;
  bench().advance(1s);
  EXPECT_EQ(100U, reap().reaped.size());
  EXPECT_EQ(30U, reap().reaped.size());
  EXPECT_EQ(0U, reap().reaped.size());
  EXPECT_EQ(130U, q().stats()->waiting);
}

TEST_P(Lease, ATickQueuesAHundredDelayedJobs) {
  for (unsigned number = 1; number <= 130; ++number) {
    queue::JobSpec spec = job(number);
    spec.delay = 1s;
    enqueue(spec);
  }
  bench().advance(1s);
  EXPECT_EQ(100U, reap().due);
  EXPECT_EQ(30U, reap().due);
}

TEST_P(Lease, AReapedJobGoesToItsOldPlace) {
  enqueue_all(1, 3);
  ASSERT_TRUE(claim());
  EXPECT_EQ(1U, pass(15s).size());
  EXPECT_EQ(id(1), next().hold.id);
}

TEST_P(Lease, ACancelThatItsWorkerNeverHeardOfIsDoneByTheReaper) {
  running(1);
  enqueue(job_after(2, {1}));
  EXPECT_EQ("asked", text_of(q().cancel(id(1), "Ani")));
  const auto reaped = pass(15s);
  ASSERT_EQ(1U, reaped.size());
  EXPECT_EQ(JobState::cancelled, reaped[0].to);
  EXPECT_EQ("cancelled", view(1).error->code);
  EXPECT_EQ(R"({"by":"Ani"})", view(1).error->details);
  EXPECT_EQ(JobState::cancelled, state(2));
}

}  // namespace

}  // namespace sipro::test
