#include "conformance/suite.hpp"

namespace sipro::test {

namespace {

/// The stamp that tells a Redis from another, and jobs that storage brings back.
class Recovery : public Conformance {
 protected:
  [[nodiscard]] queue::Restored told(unsigned number, unsigned round = 1) const {
    queue::Restored restored;
    restored.spec = job(number);
    restored.created = bench().now() - 1h;
    restored.round = round;
    return restored;
  }

  [[nodiscard]] queue::Restored told_ended(unsigned number, JobState state, unsigned round = 1) const {
    queue::Restored restored = told(number, round);
    restored.attempts = 2;
    queue::JobEnd end;
    end.state = state;
    end.attempt = 2;
    end.finished = bench().now() - 30min;
    if (state == JobState::succeeded) {
      end.folder = "att-2-saved";
      end.results = R"([{"name":"x.zip"}])";
    } else {
      end.error = queue::JobError{"file_damaged", "Berkas rusak", "{}"};
    }
    restored.end = end;
    return restored;
  }

  std::string restore(const queue::Restored& restored) const {
    std::string text = text_of(q().restore({&restored, 1}));
    return text.substr(0, text.find_last_not_of(' ') + 1);
  }

  void expect_refused(queue::Queue& stranger) const {
    const std::string before = world();
    const queue::Hold hold{id(1), "1", 1, 1};
    const queue::JobSpec spec = job(50);
    for (const std::string& answer :
         {text_of(stranger.enqueue({&spec, 1})), text_of(stranger.claim({"w", 0, 1, 1, kLease})),
          text_of(stranger.beat(hold, {}, kLease)), text_of(stranger.complete(hold, {"f", "[]"})),
          text_of(stranger.fail(hold, {})), text_of(stranger.reap(3)), text_of(stranger.cancel(id(1), "Ani")),
          text_of(stranger.replay(id(1), 1, "Ani")), text_of(stranger.saved(id(1), 1)), text_of(stranger.forget(id(1))),
          text_of(stranger.keep(id(1), true)), text_of(stranger.pause(true, "Ani"))})
      EXPECT_EQ("error recovering", answer);
    const auto audited = stranger.audit("0");
    EXPECT_TRUE(!audited && audited.error().code == Errc::recovering);
    EXPECT_TRUE(stranger.show(id(1)) && stranger.stats() && stranger.list("2101", 0, 10) && stranger.standing());
    EXPECT_EQ(before, world());
  }
};
SIPRO_ON_EACH_BENCH(Recovery);

TEST_P(Recovery, AHandleOfAnotherEpochMayOnlyRead) {
  enqueue(job(1));
  const auto stranger = bench().connect("another");
  expect_refused(*stranger);
  stranger->use_epoch("e1");
  EXPECT_EQ("cancelled", text_of(stranger->cancel(id(1), "Ani")));
}

TEST_P(Recovery, ARestartedRedisIsNoticedByTheFirstCallAndKeepsItsJobs) {
  const queue::Hold hold = running(1);
  const auto before = q().standing();
  bench().restart();
  expect_refused(q());
  const auto standing = q().standing();
  ASSERT_TRUE(before && standing);
  EXPECT_EQ("e1", standing->epoch);
  EXPECT_EQ(before->server, standing->run_id);
  EXPECT_NE(standing->run_id, standing->server);
  open("e1");
  EXPECT_EQ(q().standing()->server, q().standing()->run_id);
  EXPECT_EQ(JobState::succeeded, complete(hold).state);
}

TEST_P(Recovery, AWipedRedisIsNoticed) {
  enqueue(job(1));
  bench().wipe();
  expect_refused(q());
  EXPECT_EQ("", q().standing()->epoch);
  EXPECT_FALSE(q().standing()->last_tick);
  EXPECT_EQ("created queued", restore(told(1)));
  expect_refused(q());
  open("e2");
  EXPECT_EQ("e2", q().standing()->epoch);
  EXPECT_EQ(id(1), next().hold.id);
}

TEST_P(Recovery, ARedisThatWasPutBackIsNoticed) {
  const queue::Hold hold = running(1);
  bench().take_snapshot();
  complete(hold);
  enqueue(job(2));
  bench().put_back_snapshot();
  expect_refused(q());
  EXPECT_EQ(JobState::running, state(1));
  EXPECT_FALSE(*q().show(id(2)));
  EXPECT_EQ("moved succeeded", restore(told_ended(1, JobState::succeeded)));
  EXPECT_EQ("created queued", restore(told(2)));
  open("e2");
  EXPECT_EQ("att-2-saved", view(1).folder);
  EXPECT_TRUE(complete(hold).lost);
  const auto next = claim();
  ASSERT_TRUE(next);
  EXPECT_GT(std::stoull(next->hold.token), std::stoull(hold.token)) << "tokens grow over the loss";
}

TEST_P(Recovery, TokensGrowAfterAWipe) {
  const queue::Hold hold = running(1);
  bench().advance(1s);
  bench().wipe();
  restore(told(1));
  open("e2");
  EXPECT_GT(std::stoull(next().hold.token), std::stoull(hold.token));
}

TEST_P(Recovery, OneOfManyRecovers) {
  const auto other = bench().connect("e1");
  EXPECT_EQ("yes", text_of(q().recovery_begin("a", 10s)));
  EXPECT_EQ("no", text_of(other->recovery_begin("b", 10s)));
  EXPECT_EQ("a", q().standing()->recovering);
  EXPECT_EQ("no", text_of(other->recovery_end("b", "e9")));
  bench().advance(6s);
  EXPECT_EQ("yes", text_of(q().recovery_begin("a", 10s))) << "renewed";
  bench().advance(6s);
  EXPECT_EQ("no", text_of(other->recovery_begin("b", 10s)));
  bench().advance(5s);
  EXPECT_EQ("yes", text_of(other->recovery_begin("b", 10s))) << "its time was over";
  EXPECT_EQ("no", text_of(q().recovery_end("a", "e9")));
  EXPECT_EQ("yes", text_of(other->recovery_end("b", "e9")));
  EXPECT_EQ("", q().standing()->recovering);
  EXPECT_EQ("e9", q().standing()->epoch);
  EXPECT_EQ("error recovering", text_of(q().pause(false, "a")));
  EXPECT_EQ("done", text_of(other->pause(false, "b")));
}

TEST_P(Recovery, ALockOfBeforeARestartOpensNothing) {
  ASSERT_TRUE(q().recovery_begin("a", 60s));
  bench().restart();
  EXPECT_EQ("no", text_of(q().recovery_end("a", "e2")));
  EXPECT_EQ("error recovering", text_of(q().pause(false, "a")));
  EXPECT_EQ("yes", text_of(q().recovery_begin("a", 60s)));
  EXPECT_EQ("yes", text_of(q().recovery_end("a", "e2")));
}

TEST_P(Recovery, TheLockCanBeFreedWithoutOpening) {
  const auto other = bench().connect("e1");
  EXPECT_EQ("yes", text_of(other->recovery_end("b", ""))) << "nobody holds it";
  ASSERT_TRUE(q().recovery_begin("a", 10s));
  EXPECT_EQ("no", text_of(other->recovery_end("b", "")));
  EXPECT_EQ("yes", text_of(q().recovery_end("a", "")));
  EXPECT_EQ("", q().standing()->recovering);
  EXPECT_EQ("e1", q().standing()->epoch);
  EXPECT_EQ("yes", text_of(other->recovery_begin("b", 10s)));
}

TEST_P(Recovery, StandingTellsTheTimeAndTheLastTick) {
  reap();
  const auto ticked = bench().now();
  bench().advance(3s);
  const auto standing = q().standing();
  ASSERT_TRUE(standing);
  EXPECT_EQ(ticked, standing->last_tick);
  EXPECT_EQ(bench().now(), standing->now);
}

TEST_P(Recovery, AJobThatRedisDoesNotHaveIsMadeAsTold) {
  queue::Restored live = told(1, 3);
  live.attempts = 7;
  live.strikes = 2;
  live.spec.delay = 1h;
  EXPECT_EQ("created queued", restore(live));
  const queue::JobView made = view(1);
  EXPECT_EQ(3U, made.round);
  EXPECT_EQ(7U, made.attempt);
  EXPECT_EQ(2U, made.strikes);
  EXPECT_EQ(live.created, made.created);
  EXPECT_EQ(">queued:restored", story(1));
  const auto claimed = claim();
  ASSERT_TRUE(claimed);
  EXPECT_EQ(8U, claimed->hold.attempt);
  EXPECT_EQ(3U, claimed->hold.round);
  EXPECT_EQ((queue::EndOutcome{false, JobState::failed, true, 3, 0}), fail(claimed->hold, queue::FailClass::crash))
      << "a poison job stays one";
}

TEST_P(Recovery, AnEndedJobIsMadeInItsEnd) {
  EXPECT_EQ("created succeeded", restore(told_ended(1, JobState::succeeded)));
  EXPECT_EQ("created failed", restore(told_ended(2, JobState::failed)));
  queue::Restored dead = told_ended(3, JobState::failed);
  dead.end->dead = true;
  dead.end->strikes = 3;
  EXPECT_EQ("created failed", restore(dead));
  EXPECT_EQ("created cancelled", restore(told_ended(4, JobState::cancelled)));
  const queue::JobView done = view(1);
  EXPECT_EQ("att-2-saved", done.folder);
  EXPECT_EQ(R"([{"name":"x.zip"}])", done.results);
  EXPECT_EQ(bench().now() - 30min, done.finished);
  EXPECT_EQ(2U, done.attempt);
  EXPECT_EQ((queue::JobError{"file_damaged", "Berkas rusak", "{}"}), view(2).error);
  EXPECT_EQ(3U, view(3).strikes);
  EXPECT_EQ(1U, q().dead(0, 10)->total);
  EXPECT_EQ(0U, q().stats()->unsaved);
  EXPECT_FALSE(claim());
  EXPECT_EQ("queued", text_of(q().replay(id(3), 1, "operator")));
}

TEST_P(Recovery, ALiveJobIsMovedToTheEndThatStorageHas) {
  queue::JobSpec delayed = job(2);
  delayed.delay = 1h;
  enqueue(delayed);
  const queue::Hold hold = running(1);
  enqueue(job(3));
  enqueue(job_after(4, {1}));
  for (const unsigned number : {1U, 2U, 3U, 4U}) {
    EXPECT_EQ("moved succeeded", restore(told_ended(number, JobState::succeeded)));
    EXPECT_EQ(JobState::succeeded, state(number));
    EXPECT_EQ("kept succeeded", restore(told_ended(number, JobState::succeeded)));
  }
  EXPECT_EQ(queue::BeatOutcome::lost, beat(hold));
  EXPECT_TRUE(complete(hold).lost);
  EXPECT_EQ("backlog 0", "backlog " + std::to_string(q().stats()->backlog));
  EXPECT_TRUE(pass(60s).empty());
  EXPECT_FALSE(claim());
}

TEST_P(Recovery, ALaterRoundIsTaken) {
  dead_letter(1);
  EXPECT_EQ("moved queued", restore(told(1, 2)));
  EXPECT_EQ(2U, view(1).round);
  EXPECT_FALSE(view(1).dead || view(1).error || view(1).finished);
  EXPECT_EQ(0U, q().stats()->dead + q().stats()->unsaved);
  const auto claimed = claim();
  ASSERT_TRUE(claimed);
  EXPECT_EQ(4U, claimed->hold.attempt) << "attempts go on counting";

  EXPECT_EQ("moved queued", restore(told(1, 3))) << "what runs in an earlier round is lost";
  EXPECT_TRUE(complete(claimed->hold).lost);
  EXPECT_EQ("moved succeeded", restore(told_ended(1, JobState::succeeded, 4)));
  EXPECT_EQ(4U, view(1).round);
  ended(2, JobState::failed);
  EXPECT_EQ("moved succeeded", restore(told_ended(2, JobState::succeeded, 2)));
}

TEST_P(Recovery, WhatRedisKnowsAsWellOrBetterStays) {
  ended(1, JobState::succeeded);
  dead_letter(2);
  ASSERT_TRUE(q().replay(id(2), 1, "operator"));
  fail(next().hold, queue::FailClass::interruption);
  ended(3, JobState::cancelled);
  const std::string before = world();
  EXPECT_EQ("kept succeeded", restore(told(1)));
  EXPECT_EQ("kept succeeded", restore(told_ended(1, JobState::failed)));
  EXPECT_EQ("kept queued", restore(told(2, 2)));
  EXPECT_EQ("kept queued", restore(told(2, 1)));
  EXPECT_EQ("kept queued", restore(told_ended(2, JobState::failed, 1)));
  EXPECT_EQ("kept cancelled", restore(told_ended(3, JobState::succeeded)));
  EXPECT_EQ(before, world());
}

TEST_P(Recovery, ParentsAndChildrenComeBackTogether) {
  std::vector<queue::Restored> jobs{told_ended(1, JobState::succeeded), told(2), told_ended(3, JobState::failed)};
  for (const auto& [number, parents] : std::vector<std::pair<unsigned, std::vector<unsigned>>>{
           {10, {1}}, {11, {1, 2}}, {12, {2, 3}}, {13, {98}}, {14, {11}}}) {
    jobs.push_back(told(number));
    jobs.back().spec = job_after(number, parents);
  }
  EXPECT_EQ(
      "created succeeded created queued created failed created queued created blocked created cancelled created "
      "cancelled created blocked ",
      text_of(q().restore(jobs)));
  EXPECT_EQ("parent_failed", view(12).error->code);
  EXPECT_EQ(2U, q().stats()->unsaved) << "these two ends are not on storage";
  complete(next().hold);
  EXPECT_EQ(JobState::queued, state(11));
}

TEST_P(Recovery, AnEndFromStorageSettlesTheChildrenThatWait) {
  enqueue(job(1));
  enqueue(job(2));
  enqueue(job_after(3, {1}));
  enqueue(job_after(4, {2}));
  restore(told_ended(1, JobState::succeeded));
  restore(told_ended(2, JobState::failed));
  EXPECT_EQ(JobState::queued, state(3));
  EXPECT_EQ(JobState::cancelled, state(4));
  EXPECT_EQ("parent_failed", view(4).error->code);
}

TEST_P(Recovery, KeysAndFingerprintsComeBack) {
  queue::Restored keyed = told_ended(1, JobState::succeeded), old = told_ended(2, JobState::succeeded);
  keyed.spec.idempotency_key = "k";
  keyed.spec.body_hash = "b";
  keyed.spec.fingerprint = "f";
  old.created = bench().now() - 8 * 24h;
  old.spec.idempotency_key = "old";
  restore(keyed);
  restore(old);
  queue::JobSpec again = job(3), other = job(4), twin = job(5), late = job(6);
  again.idempotency_key = other.idempotency_key = "k";
  again.body_hash = "b";
  twin.fingerprint = "f";
  late.idempotency_key = "old";
  EXPECT_EQ(id(1), enqueue(again).id);
  EXPECT_EQ(queue::EnqueueOutcome::mismatch, enqueue(other).outcome);
  EXPECT_EQ(queue::EnqueueOutcome::joined, enqueue(twin).outcome);
  EXPECT_EQ(queue::EnqueueOutcome::created, enqueue(late).outcome);
}

TEST_P(Recovery, WhatIsKeptIsAsStorageTells) {
  enqueue(job(1));
  queue::Restored known = told(1), missing = told_ended(2, JobState::succeeded);
  known.kept = missing.kept = true;
  EXPECT_EQ("kept queued", restore(known));
  EXPECT_EQ("created succeeded", restore(missing));
  EXPECT_TRUE(view(1).kept && view(2).kept);
  known.kept = missing.kept = false;
  restore(known);
  restore(missing);
  EXPECT_FALSE(view(1).kept || view(2).kept);
}

TEST_P(Recovery, FiftyJobsInOneCall) {
  std::vector<queue::Restored> jobs;
  for (unsigned number = 1; number <= 50; ++number) jobs.push_back(told(number));
  const auto answers = q().restore(jobs);
  ASSERT_TRUE(answers);
  EXPECT_EQ(50U, answers->size());
  EXPECT_EQ(50U, q().stats()->waiting);
  for (unsigned number = 1; number <= 50; ++number) EXPECT_EQ(id(number), next().hold.id);
}

}  // namespace

}  // namespace sipro::test
