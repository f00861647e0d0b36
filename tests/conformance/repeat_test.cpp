#include "conformance/suite.hpp"

namespace sipro::test {

namespace {

/// A lost reply changes nothing: every call, repeated, gives the first answer and changes nothing more.
class Repeat : public Conformance {};
SIPRO_ON_EACH_BENCH(Repeat);

using queue::FailClass;

TEST_P(Repeat, Enqueue) {
  queue::JobSpec keyed = job(1), delayed = job(2), orphan = job_after(4, {99});
  keyed.idempotency_key = "k";
  keyed.fingerprint = "f";
  delayed.delay = 5s;
  const std::vector<queue::JobSpec> specs{keyed, delayed, job_after(3, {1}), orphan};
  bench().drop_replies(1);
  EXPECT_EQ("error redis_unavailable", text_of(q().enqueue(specs)));
  const std::string before = world();
  const auto answers = q().enqueue(specs);
  ASSERT_TRUE(answers);
  const JobState states[] = {JobState::queued, JobState::retrying, JobState::blocked, JobState::cancelled};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(queue::EnqueueOutcome::exists, (*answers)[i].outcome) << "the repeat can't tell that it is one";
    EXPECT_EQ(specs[i].id, (*answers)[i].id);
    EXPECT_EQ(states[i], (*answers)[i].state);
  }
  EXPECT_EQ(before, world());
}

TEST_P(Repeat, Claim) {
  enqueue_all(1, 3);
  expect_repeatable("claim", [&] { return q().claim({"w1", 0, 900, 1, kLease}); });
  EXPECT_EQ(1U, q().stats()->running);
}

TEST_P(Repeat, Beat) {
  const queue::Hold hold = running(1);
  expect_repeatable("beat", [&] { return q().beat(hold, {"menulis", 1, 2}, kLease); });
  ASSERT_TRUE(q().cancel(hold.id, "Ani"));
  expect_repeatable("beat of a job to be cancelled", [&] { return q().beat(hold, {"menulis", 1, 2}, kLease); });
  fail(hold, FailClass::cancel);
  expect_repeatable("beat of an ended job", [&] { return q().beat(hold, {"menulis", 1, 2}, kLease); });
}

TEST_P(Repeat, Complete) {
  const queue::Hold hold = running(1);
  enqueue(job_after(2, {1}));
  expect_repeatable("complete", [&] { return q().complete(hold, {"att-1", "[]"}); });
  EXPECT_EQ(JobState::queued, state(2));
  EXPECT_FALSE(complete(hold).lost);
}

TEST_P(Repeat, CompleteByALostAttempt) {
  const queue::Hold hold = running(1);
  pass(15s);
  expect_repeatable("complete", [&] { return q().complete(hold, {"att-1", "[]"}); });
  EXPECT_TRUE(complete(hold).lost);
}

TEST_P(Repeat, FailOfEachClass) {
  const std::pair<std::string, FailClass> classes[] = {{"file", FailClass::file},
                                                       {"resource", FailClass::resource},
                                                       {"crash", FailClass::crash},
                                                       {"interruption", FailClass::interruption},
                                                       {"cancel", FailClass::cancel}};
  unsigned number = 0;
  for (const auto& [name, fail_class] : classes) {
    const queue::Hold hold = running(++number);
    enqueue(job_after(number + 100, {number}));
    const auto call = [&, as = fail_class] { return q().fail(hold, {as, {"code", "kata", "{}"}, 1s, 8, 3}); };
    expect_repeatable(name, call);
    pass(1s);
    if (state(number) == JobState::queued) {  // the answer stays while another attempt runs, and when it has ended
      const queue::Hold later = next().hold;
      expect_repeatable(name + ", another attempt runs", call);
      complete(later);
      expect_repeatable(name + ", another attempt has ended", call);
      complete(next().hold);
    }
  }
}

TEST_P(Repeat, FailThatKills) {
  const queue::Hold crashed = running(1);
  expect_repeatable("last strike", [&] { return q().fail(crashed, {FailClass::crash, {"c", "", ""}, 1s, 8, 1}); });
  const queue::Hold starved = running(2);
  expect_repeatable("last retry", [&] { return q().fail(starved, {FailClass::resource, {"c", "", ""}, 1s, 0, 3}); });
  EXPECT_EQ(2U, q().dead(0, 10)->total);
  ASSERT_TRUE(q().replay(id(1), 1, "operator"));
  expect_repeatable("last strike, replayed", [&] {
    return q().fail(crashed, {FailClass::crash, {"c", "", ""}, 1s, 8, 1});
  });
  EXPECT_EQ(JobState::queued, state(1));
}

TEST_P(Repeat, Reap) {
  const queue::Hold lost = running(1);
  queue::JobSpec delayed = job(2);
  delayed.delay = 3s;
  enqueue(delayed);
  pass(14s);
  bench().advance(1s);
  bench().drop_replies(1);
  EXPECT_EQ("error redis_unavailable", text_of(q().reap(3)));
  const std::string before = world();
  EXPECT_EQ("reaped due 0", text_of(q().reap(3))) << "there is nothing more to reap";
  EXPECT_EQ(before, world());
  EXPECT_EQ(JobState::queued, state(1));
}

TEST_P(Repeat, CancelInEachState) {
  queue::JobSpec delayed = job(2);
  delayed.delay = 1h;
  enqueue(delayed);
  const queue::Hold hold = running(3);
  enqueue(job(1));
  enqueue(job_after(4, {1}));
  enqueue(job_after(5, {3}));
  ended(6, JobState::cancelled);
  for (const unsigned number : {5U, 2U, 1U, 3U, 4U, 6U})
    expect_repeatable("cancel " + std::to_string(number), [&] { return q().cancel(id(number), "Ani"); });
  expect_repeatable("cancel of none", [&] { return q().cancel(id(99), "Ani"); });
  for (const unsigned number : {1U, 2U, 4U, 5U}) EXPECT_EQ(JobState::cancelled, state(number));
  fail(hold, FailClass::cancel);
  expect_repeatable("cancel 3 again", [&] { return q().cancel(id(3), "Ani"); });
  ended(7, JobState::succeeded);
  ended(8, JobState::failed);
  for (const unsigned number : {7U, 8U})
    expect_repeatable("cancel " + std::to_string(number), [&] { return q().cancel(id(number), "Ani"); });
}

TEST_P(Repeat, ASecondCancellersNameIsNotTaken) {
  const queue::Hold hold = running(1);
  ASSERT_TRUE(q().cancel(id(1), "Ani"));
  ASSERT_TRUE(q().cancel(id(1), "Budi"));
  fail(hold, FailClass::cancel);
  ASSERT_TRUE(q().cancel(id(1), "Citra"));
  EXPECT_EQ(R"({"by":"Ani"})", view(1).error->details);
}

TEST_P(Repeat, Replay) {
  dead_letter(1);
  expect_repeatable("replay", [&] { return q().replay(id(1), 1, "operator"); });
  complete(next().hold);
  expect_repeatable("replay of a round that is over", [&] { return q().replay(id(1), 1, "operator"); });
  expect_repeatable("replay of none", [&] { return q().replay(id(9), 1, "operator"); });
}

TEST_P(Repeat, SavedPauseAndAnnounce) {
  ended(1, JobState::succeeded);
  expect_repeatable("saved", [&] { return q().saved(id(1), 1); });
  expect_repeatable("pause", [&] { return q().pause(true, "operator"); });
  expect_repeatable("resume", [&] { return q().pause(false, "operator"); });
  const queue::ProcessInfo worker{"w1", "worker", "0.1.0", 1, 2, "active", "", 0, queue::Micros{0}};
  expect_repeatable("announce", [&] { return q().announce(worker); });
  EXPECT_EQ(1U, q().processes()->size());
}

TEST_P(Repeat, Keep) {
  running(1);
  expect_repeatable("keep", [&] { return q().keep(id(1), true); });
  expect_repeatable("keep no longer", [&] { return q().keep(id(1), false); });
  expect_repeatable("keep of an unknown job", [&] { return q().keep(id(99), true); });
}

TEST_P(Repeat, Forget) {
  ended(1, JobState::succeeded);
  bench().drop_replies(1);
  EXPECT_EQ("error redis_unavailable", text_of(q().forget(id(1))));
  const std::string before = world();
  EXPECT_EQ("unknown", text_of(q().forget(id(1))));
  EXPECT_EQ(before, world());
}

TEST_P(Repeat, Restore) {
  queue::Restored live, done;
  live.spec = job(1);
  live.created = done.created = bench().now() - 1h;
  done.spec = job(2);
  done.end = queue::JobEnd{JobState::succeeded, false, 1, 0, "att-1", "[]", std::nullopt, bench().now() - 30min};
  const std::vector<queue::Restored> told{live, done};
  bench().drop_replies(1);
  EXPECT_EQ("error redis_unavailable", text_of(q().restore(told)));
  const std::string before = world();
  EXPECT_EQ("kept queued kept succeeded ", text_of(q().restore(told)));
  EXPECT_EQ(before, world());
}

TEST_P(Repeat, Recovery) {
  expect_repeatable("begin", [&] { return q().recovery_begin("me", 60s); });
  expect_repeatable("end", [&] { return q().recovery_end("me", "e1"); });
  ASSERT_TRUE(q().recovery_begin("me", 60s));
  expect_repeatable("free", [&] { return q().recovery_end("me", ""); });
}

TEST_P(Repeat, WhatDidNotTakeEffectCanBeRepeatedToo) {
  const queue::Hold hold = running(1);
  const std::string before = world();
  bench().set_away(true);
  EXPECT_EQ("error redis_unavailable", text_of(q().complete(hold, {"att-1", "[]"})));
  EXPECT_EQ("error redis_unavailable", text_of(q().claim({"w1", 0, 900, 1, kLease})));
  EXPECT_EQ("error redis_unavailable", text_of(q().show(id(1))));
  bench().set_away(false);
  EXPECT_EQ(before, world());
  EXPECT_EQ(JobState::succeeded, complete(hold).state);
}

}  // namespace

}  // namespace sipro::test
