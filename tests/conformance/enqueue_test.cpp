#include "conformance/suite.hpp"

namespace sipro::test {

namespace {

class Enqueue : public Conformance {};
SIPRO_ON_EACH_BENCH(Enqueue);

using queue::EnqueueOutcome;

std::vector<EnqueueOutcome> outcomes(const Result<std::vector<queue::Enqueued>>& answers) {
  std::vector<EnqueueOutcome> found;
  if (answers)
    for (const auto& answer : *answers) found.push_back(answer.outcome);
  return found;
}

TEST_P(Enqueue, MakesAQueuedJobThatShowsWhatWasAskedFor) {
  queue::JobSpec spec = job(1);
  spec.version = 3;
  spec.priority = 2;
  spec.cap = 4;
  spec.payload = R"({"office":"Kabupaten \"Karimun\"","year":2025,"list":[],"none":{}})";
  spec.by = "Ani Ü";
  spec.idempotency_key = "k1";
  spec.body_hash = "b1";
  spec.fingerprint = "f1";
  const auto answer = enqueue(spec);
  EXPECT_EQ(EnqueueOutcome::created, answer.outcome);
  EXPECT_EQ(spec.id, answer.id);
  EXPECT_EQ(JobState::queued, answer.state);

  const queue::JobView made = view(1);
  EXPECT_EQ(spec, made.spec);
  EXPECT_EQ(JobState::queued, made.state);
  EXPECT_EQ(1U, made.round);
  EXPECT_EQ(0U, made.attempt);
  EXPECT_EQ("", made.token);
  EXPECT_EQ(bench().now(), made.created);
  EXPECT_FALSE(made.started || made.finished || made.error || made.dead || made.cancel_asked);
  EXPECT_EQ("", made.folder + made.results);
  EXPECT_EQ(">queued:enqueued", story(1));
}

TEST_P(Enqueue, TakesEightJobsInTheirOrder) {
  std::vector<queue::JobSpec> specs;
  for (unsigned number = 8; number >= 1; --number) specs.push_back(job(number));
  const auto answers = q().enqueue(specs);
  ASSERT_TRUE(answers);
  ASSERT_EQ(8U, answers->size());
  for (unsigned i = 0; i < 8; ++i) EXPECT_EQ(specs[i].id, (*answers)[i].id);
  for (unsigned number = 8; number >= 1; --number) EXPECT_EQ(id(number), next().hold.id);
}

TEST_P(Enqueue, ADelayedJobIsQueuedWhenItsTimeHasCome) {
  queue::JobSpec spec = job(1);
  spec.delay = 3s;
  EXPECT_EQ(JobState::retrying, enqueue(spec).state);
  EXPECT_EQ(queue::WaitReason::retry_at, view(1).place.reason);
  EXPECT_EQ(bench().now() + 3s, view(1).place.retry_at);
  EXPECT_FALSE(claim());
  pass(2s);
  EXPECT_EQ(JobState::retrying, state(1));
  bench().advance(1s);
  EXPECT_EQ(1U, reap().due);
  EXPECT_EQ(JobState::queued, state(1));
  EXPECT_EQ(">retrying:enqueued retrying>queued:due", story(1));
}

TEST_P(Enqueue, AnIdThatIsThereIsAnsweredWithItsState) {
  for (const JobState reached : {JobState::succeeded, JobState::failed, JobState::cancelled}) {
    const unsigned number = 1 + static_cast<unsigned>(reached);
    ended(number, reached);
    const auto answer = enqueue(job(number));
    EXPECT_EQ(EnqueueOutcome::exists, answer.outcome);
    EXPECT_EQ(reached, answer.state);
    EXPECT_EQ(reached, state(number));
  }
}

TEST_P(Enqueue, TheSameKeyAndBodyGivesTheFirstJob) {
  queue::JobSpec first = job(1), second = job(2);
  first.idempotency_key = second.idempotency_key = "k";
  first.body_hash = second.body_hash = "b";
  enqueue(first);
  const auto answer = enqueue(second);
  EXPECT_EQ(EnqueueOutcome::exists, answer.outcome);
  EXPECT_EQ(id(1), answer.id);
  EXPECT_FALSE(*q().show(id(2)));
  complete(next().hold);
  EXPECT_EQ(JobState::succeeded, enqueue(second).state);
}

TEST_P(Enqueue, TheSameKeyWithAnotherBodyMismatchesAndNothingIsMade) {
  queue::JobSpec first = job(1), second = job(3);
  first.idempotency_key = second.idempotency_key = "k";
  first.body_hash = "b";
  second.body_hash = "other";
  enqueue(first);
  const std::string before = world();
  const std::vector<queue::JobSpec> specs{job(2), second, job(4)};
  const auto answers = q().enqueue(specs);
  ASSERT_TRUE(answers);
  EXPECT_EQ(EnqueueOutcome::mismatch, (*answers)[1].outcome);
  EXPECT_EQ(before, world());
}

TEST_P(Enqueue, TwoBodiesUnderOneKeyInOneCallMismatch) {
  std::vector<queue::JobSpec> specs{job(1), job(2)};
  specs[0].idempotency_key = specs[1].idempotency_key = "k";
  specs[0].body_hash = "b";
  specs[1].body_hash = "other";
  const std::string before = world();
  const auto answers = q().enqueue(specs);
  ASSERT_TRUE(answers);
  EXPECT_EQ(EnqueueOutcome::mismatch, (*answers)[1].outcome);
  EXPECT_EQ(before, world());
  specs[1].body_hash = "b";
  EXPECT_THAT(outcomes(q().enqueue(specs)), testing::ElementsAre(EnqueueOutcome::created, EnqueueOutcome::exists));
}

TEST_P(Enqueue, AKeyBelongsToItsDistrictAndLivesSevenDays) {
  queue::JobSpec first = job(1), elsewhere = job(2, "2171"), later = job(3);
  for (auto* spec : {&first, &elsewhere, &later}) spec->idempotency_key = "k";
  first.body_hash = "a";
  enqueue(first);
  EXPECT_EQ(EnqueueOutcome::created, enqueue(elsewhere).outcome);
  bench().advance(24h * 7 - 1min);
  EXPECT_EQ(EnqueueOutcome::mismatch, enqueue(later).outcome);
  bench().advance(2min);
  EXPECT_EQ(EnqueueOutcome::created, enqueue(later).outcome);
}

TEST_P(Enqueue, TheKeyIsLookedAtBeforeTheFingerprint) {
  queue::JobSpec first = job(1), second = job(2), both = job(3);
  first.idempotency_key = both.idempotency_key = "k";
  second.fingerprint = both.fingerprint = "f";
  enqueue(first);
  enqueue(second);
  const auto answer = enqueue(both);
  EXPECT_EQ(EnqueueOutcome::exists, answer.outcome);
  EXPECT_EQ(id(1), answer.id);
}

struct JoinCase {
  std::string name;
  JobState reached;
  bool again, joins;
};

TEST_P(Enqueue, JoinsByFingerprintALiveOrSucceededJob) {
  const JoinCase cases[] = {{"queued", JobState::queued, false, true},
                            {"queued, again", JobState::queued, true, false},
                            {"running", JobState::running, false, true},
                            {"succeeded", JobState::succeeded, false, true},
                            {"succeeded, again", JobState::succeeded, true, false},
                            {"failed", JobState::failed, false, false},
                            {"cancelled", JobState::cancelled, false, false}};
  unsigned number = 0;
  for (const JoinCase& tried : cases) {
    SCOPED_TRACE(tried.name);
    queue::JobSpec first = job(++number), second = job(++number);
    first.fingerprint = second.fingerprint = tried.name;
    first.priority = 0;
    second.again = tried.again;
    enqueue(first);
    if (tried.reached == JobState::cancelled) {
      ASSERT_TRUE(q().cancel(first.id, "Ani"));
    } else if (tried.reached != JobState::queued) {
      const auto claimed = claim();
      ASSERT_TRUE(claimed);
      if (tried.reached == JobState::succeeded) complete(claimed->hold);
      if (tried.reached == JobState::failed) fail(claimed->hold, queue::FailClass::file);
    }
    const auto answer = enqueue(second);
    EXPECT_EQ(tried.joins ? EnqueueOutcome::joined : EnqueueOutcome::created, answer.outcome);
    EXPECT_EQ(tried.joins ? first.id : second.id, answer.id);
    if (tried.joins) {
      EXPECT_EQ(tried.reached, answer.state);
    }
    for (const auto& spec : {first, second}) ASSERT_TRUE(q().cancel(spec.id, "Ani"));
  }
}

TEST_P(Enqueue, JoinsOnlyInItsDistrict) {
  queue::JobSpec first = job(1), elsewhere = job(2, "2171");
  first.fingerprint = elsewhere.fingerprint = "f";
  enqueue(first);
  EXPECT_EQ(EnqueueOutcome::created, enqueue(elsewhere).outcome);
}

TEST_P(Enqueue, JoinsTheLastOneMade) {
  queue::JobSpec first = job(1), second = job(2), third = job(3);
  first.fingerprint = second.fingerprint = third.fingerprint = "f";
  second.again = true;
  enqueue(first);
  enqueue(second);
  EXPECT_EQ(id(2), enqueue(third).id);
}

TEST_P(Enqueue, OneOfACallJoinsAnotherAndChildrenFollowWhoeverStandsForTheirParent) {
  queue::JobSpec first = job(1), twin = job(2), child = job_after(3, {2});
  first.fingerprint = twin.fingerprint = "f";
  const std::vector<queue::JobSpec> specs{first, twin, child};
  EXPECT_THAT(outcomes(q().enqueue(specs)),
              testing::ElementsAre(EnqueueOutcome::created, EnqueueOutcome::joined, EnqueueOutcome::created));
  EXPECT_EQ(JobState::blocked, state(3));
  EXPECT_EQ(std::vector<std::string>{id(1)}, view(3).spec.after);
  complete(next().hold);
  EXPECT_EQ(JobState::queued, state(3));
}

TEST_P(Enqueue, ACallThatOnlyJoinsLeavesNoTrace) {
  queue::JobSpec first = job(1), twin = job(2);
  first.fingerprint = twin.fingerprint = "f";
  twin.cap = 7;
  twin.idempotency_key = "k";
  enqueue(first);
  const std::string before = world();
  EXPECT_EQ(EnqueueOutcome::joined, enqueue(twin).outcome);
  EXPECT_EQ(before, world());
}

TEST_P(Enqueue, AFullRedisTakesNothingAndLetsWhatRunsFinish) {
  const queue::Hold hold = running(1), other = running(2);
  enqueue(job(3));
  bench().set_full(true);
  const queue::JobSpec refused = job(4);
  EXPECT_EQ("error redis_full", text_of(q().enqueue({&refused, 1})));
  EXPECT_EQ("error redis_full", text_of(q().replay(id(1), 1, "Ani")));
  EXPECT_EQ(queue::BeatOutcome::ok, beat(hold));
  EXPECT_EQ(JobState::succeeded, complete(hold).state);
  EXPECT_EQ(JobState::failed, fail(other, queue::FailClass::file).state);
  EXPECT_EQ("done", text_of(q().saved(id(1), 1)));
  EXPECT_EQ("forgotten", text_of(q().forget(id(2))));
  EXPECT_EQ("done", text_of(q().pause(false, "operator")));
  EXPECT_TRUE(q().audit("0"));
  const auto claimed = claim();
  ASSERT_TRUE(claimed);
  EXPECT_EQ(JobState::running, state(3));
  EXPECT_EQ("asked", text_of(q().cancel(id(3), "Ani")));
  EXPECT_TRUE(pass(16s).size() == 1U);
  EXPECT_EQ(JobState::cancelled, state(3));
  bench().set_full(false);
  EXPECT_EQ(EnqueueOutcome::created, enqueue(refused).outcome);
}

}  // namespace

}  // namespace sipro::test
