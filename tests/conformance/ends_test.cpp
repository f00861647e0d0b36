#include "conformance/suite.hpp"

namespace sipro::test {

namespace {

class Ends : public Conformance {};
SIPRO_ON_EACH_BENCH(Ends);

using queue::FailClass;

TEST_P(Ends, CompleteMakesTheFolderTheResultForGood) {
  const queue::Hold hold = running(1);
  bench().advance(3s);
  const auto outcome = complete(hold);
  EXPECT_EQ((queue::EndOutcome{false, JobState::succeeded, false, 0, 0}), outcome);
  const queue::JobView done = view(1);
  EXPECT_EQ(JobState::succeeded, done.state);
  EXPECT_EQ("att-1", done.folder);
  EXPECT_EQ(R"([{"name":"tabel.zip"}])", done.results);
  EXPECT_EQ(bench().now(), done.finished);
  EXPECT_FALSE(done.error);
  EXPECT_EQ("already_ended", text_of(q().cancel(id(1), "Ani")));
  EXPECT_EQ("not_dead", text_of(q().replay(id(1), 1, "Ani")));
  EXPECT_EQ(JobState::succeeded, state(1));
}

struct FailCase {
  std::string name;
  FailClass fail_class;
  bool cancel_asked;
  JobState to;
  unsigned strikes, retries;
  std::string reason;
};

TEST_P(Ends, EachClassOfFailureHasItsWay) {
  const FailCase cases[] = {
      {"file", FailClass::file, false, JobState::failed, 0, 0, "file"},
      {"resource", FailClass::resource, false, JobState::retrying, 0, 1, "resource"},
      {"crash", FailClass::crash, false, JobState::retrying, 1, 0, "crash"},
      {"interruption", FailClass::interruption, false, JobState::queued, 0, 0, "interrupted"},
      {"cancel", FailClass::cancel, false, JobState::cancelled, 0, 0, "cancel"},
      {"file, cancel asked", FailClass::file, true, JobState::failed, 0, 0, "file"},
      {"resource, cancel asked", FailClass::resource, true, JobState::cancelled, 0, 0, "cancel"},
      {"crash, cancel asked", FailClass::crash, true, JobState::cancelled, 0, 0, "cancel"},
      {"interruption, cancel asked", FailClass::interruption, true, JobState::cancelled, 0, 0, "cancel"},
      {"cancel, cancel asked", FailClass::cancel, true, JobState::cancelled, 0, 0, "cancel"},
  };
  unsigned number = 0;
  for (const FailCase& tried : cases) {
    SCOPED_TRACE(tried.name);
    ++number;
    const queue::Hold hold = running(number);
    if (tried.cancel_asked) {
      EXPECT_EQ("asked", text_of(q().cancel(id(number), "Budi")));
    }
    const auto outcome = fail(hold, tried.fail_class, 60s);
    EXPECT_EQ((queue::EndOutcome{false, tried.to, false, tried.strikes, tried.retries}), outcome);
    EXPECT_EQ(tried.to, state(number));
    EXPECT_EQ(tried.strikes, view(number).strikes);
    EXPECT_EQ(tried.retries, view(number).retries);
    EXPECT_FALSE(view(number).dead);
    EXPECT_EQ(tried.reason, bench().events().back().reason);
    if (tried.to == JobState::queued) complete(next().hold);
  }
}

TEST_P(Ends, TheErrorIsTheCallersAndOfACancelledJobTheCancellers) {
  fail(running(1), FailClass::file);
  EXPECT_EQ((queue::JobError{"some_code", "Berkas rusak", R"({"row":7})"}), view(1).error);
  fail(running(2), FailClass::cancel);
  EXPECT_EQ("some_code", view(2).error->code);
  const queue::Hold hold = running(3);
  ASSERT_TRUE(q().cancel(id(3), R"(Ani "A")"));
  fail(hold, FailClass::cancel);
  EXPECT_EQ("cancelled", view(3).error->code);
  EXPECT_EQ(R"({"by":"Ani \"A\""})", view(3).error->details);
}

TEST_P(Ends, CompleteWinsOverACancelThatWasOnlyAskedFor) {
  const queue::Hold hold = running(1);
  EXPECT_EQ("asked", text_of(q().cancel(id(1), "Ani")));
  EXPECT_TRUE(view(1).cancel_asked);
  EXPECT_EQ(queue::BeatOutcome::cancel, beat(hold));
  EXPECT_EQ(JobState::succeeded, complete(hold).state);
  EXPECT_EQ("already_ended", text_of(q().cancel(id(1), "Ani")));
}

TEST_P(Ends, ABeatThatTellsOfTheCancelRenewsTheLease) {
  const queue::Hold hold = running(1);
  EXPECT_EQ("asked", text_of(q().cancel(id(1), "Ani")));
  for (int beats = 0; beats < 5; ++beats) {
    EXPECT_TRUE(pass(10s).empty());
    EXPECT_EQ(queue::BeatOutcome::cancel, beat(hold));
  }
}

TEST_P(Ends, ARetryWaitsItsTimeAndThenGoesToItsOldPlace) {
  const queue::Hold hold = running(1);
  enqueue(job(2));
  fail(hold, FailClass::resource, 4s);
  EXPECT_EQ(bench().now() + 4s, view(1).place.retry_at);
  pass(3s);
  EXPECT_EQ(JobState::retrying, state(1));
  pass(1s);
  EXPECT_EQ(JobState::queued, state(1));
  const auto again = claim();
  ASSERT_TRUE(again);
  EXPECT_EQ(id(1), again->hold.id);
  EXPECT_EQ(2U, again->hold.attempt);
  EXPECT_EQ(1U, again->retries);
}

TEST_P(Ends, AFailureWithoutDelayIsRetryingUntilTheNextTick) {
  const queue::Hold hold = running(1);
  EXPECT_EQ(JobState::retrying, fail(hold, FailClass::crash).state);
  EXPECT_FALSE(claim());
  EXPECT_EQ(1U, reap().due);
  EXPECT_EQ(1U, next().strikes);
}

TEST_P(Ends, RetriesAreUsedUp) {
  queue::Hold hold = running(1);
  for (unsigned retry = 1; retry <= 2; ++retry) {
    EXPECT_EQ((queue::EndOutcome{false, JobState::retrying, false, 0, retry}), fail(hold, FailClass::resource));
    reap();
    hold = next().hold;
  }
  EXPECT_EQ((queue::EndOutcome{false, JobState::failed, true, 0, 2}), fail(hold, FailClass::resource));
  EXPECT_TRUE(view(1).dead);
  EXPECT_EQ("some_code", view(1).error->code);
}

TEST_P(Ends, ThreeStrikesOfAnyKindAreDeath) {
  queue::Hold hold = running(1);
  fail(hold, FailClass::crash);
  reap();
  for (int loss = 0; loss < 2; ++loss) {
    ASSERT_TRUE(claim());
    ASSERT_EQ(1U, pass(15s).size());
  }
  EXPECT_EQ(2U, view(1).strikes);
  EXPECT_EQ((queue::EndOutcome{false, JobState::failed, true, 3, 0}), fail(next().hold, FailClass::crash));
  EXPECT_TRUE(view(1).dead);
}

TEST_P(Ends, AFailedFileIsNoDeadLetter) {
  fail(running(1), FailClass::file);
  EXPECT_FALSE(view(1).dead);
  EXPECT_EQ(0U, q().dead(0, 10)->total);
  EXPECT_EQ("not_dead", text_of(q().replay(id(1), 1, "Ani")));
}

TEST_P(Ends, AnInterruptionCostsNothingAndGoesToItsOldPlace) {
  enqueue_all(1, 3);
  for (unsigned attempt = 1; attempt <= 20; ++attempt) {
    const auto claimed = claim();
    ASSERT_TRUE(claimed);
    EXPECT_EQ(id(1), claimed->hold.id);
    EXPECT_EQ(attempt, claimed->hold.attempt);
    EXPECT_EQ((queue::EndOutcome{false, JobState::queued, false, 0, 0}), fail(claimed->hold, FailClass::interruption));
  }
}

TEST_P(Ends, EachTokenKeepsTheAnswerOfItsEnd) {
  const queue::Hold first = running(1);
  const auto interrupted = fail(first, FailClass::interruption);
  const queue::Hold second = next().hold;
  EXPECT_EQ(interrupted, fail(first, FailClass::interruption));
  const auto crashed = fail(second, FailClass::crash);
  reap();
  const queue::Hold third = next().hold;
  const auto done = complete(third);
  const std::string before = world();
  EXPECT_EQ(interrupted, fail(first, FailClass::interruption));
  EXPECT_EQ(crashed, fail(second, FailClass::crash));
  EXPECT_EQ(done, complete(third));
  EXPECT_EQ(done, fail(third, FailClass::crash)) << "the token's end was another";
  EXPECT_EQ(before, world());
}

TEST_P(Ends, EventsTellWhoDidWhat) {
  const queue::Hold hold = running(1, "w9");
  fail(hold, FailClass::crash);
  const QueueEvent event = bench().events().back();
  QueueEvent expected{
      id(1), "2101", JobState::running, JobState::retrying, bench().now(), hold.token, "w9", 1, 1, "crash", "", 1, 0};
  EXPECT_EQ(expected, event) << describe(event);
}

TEST_P(Ends, AReplayBeginsARoundAnew) {
  dead_letter(1);
  const std::uint64_t attempts = view(1).attempt;
  bench().advance(60s);
  EXPECT_EQ("queued", text_of(q().replay(id(1), 1, "operator")));
  const queue::JobView replayed = view(1);
  EXPECT_EQ(JobState::queued, replayed.state);
  EXPECT_EQ(2U, replayed.round);
  EXPECT_EQ(attempts, replayed.attempt);
  EXPECT_EQ(0U, replayed.strikes + replayed.retries + replayed.interruptions);
  EXPECT_FALSE(replayed.dead || replayed.error || replayed.finished);
  EXPECT_EQ(0U, q().dead(0, 10)->total);
  const QueueEvent event = bench().events().back();
  EXPECT_EQ("replayed", event.reason);
  EXPECT_EQ("operator", event.by);
  EXPECT_EQ(2U, event.round);

  const auto claimed = claim();
  ASSERT_TRUE(claimed);
  EXPECT_EQ(2U, claimed->hold.round);
  EXPECT_EQ(attempts + 1, claimed->hold.attempt);
  EXPECT_EQ(JobState::retrying, fail(claimed->hold, FailClass::crash).state) << "strikes count from 0";
}

TEST_P(Ends, AReplayIsOfTheRoundThatTheCallerSaw) {
  dead_letter(1);
  EXPECT_EQ("not_dead", text_of(q().replay(id(1), 2, "operator")));
  EXPECT_EQ("queued", text_of(q().replay(id(1), 1, "operator")));
  const std::string before = world();
  EXPECT_EQ("queued", text_of(q().replay(id(1), 1, "operator")));
  EXPECT_EQ(before, world());
  EXPECT_EQ("not_dead", text_of(q().replay(id(1), 0, "operator")));
  EXPECT_EQ("unknown", text_of(q().replay(id(9), 0, "operator")));
  complete(next().hold);
  EXPECT_EQ("queued", text_of(q().replay(id(1), 1, "operator")));
  EXPECT_EQ(JobState::succeeded, state(1));
}

TEST_P(Ends, RoundZeroReplaysWhicheverRoundIsDead) {
  dead_letter(1);
  EXPECT_EQ("queued", text_of(q().replay(id(1), 0, "operator")));
  EXPECT_EQ(2U, view(1).round);
}

TEST_P(Ends, AReplayedJobIsJoinedAgain) {
  queue::JobSpec spec = job(1), twin = job(2);
  spec.fingerprint = twin.fingerprint = "f";
  enqueue(spec);
  dead_letter(1);
  EXPECT_EQ("queued", text_of(q().replay(id(1), 1, "operator")));
  EXPECT_EQ(id(1), enqueue(twin).id);
}

}  // namespace

}  // namespace sipro::test
