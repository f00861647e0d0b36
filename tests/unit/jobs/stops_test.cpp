// An attempt that is told to end: by a cancel, a lost lease, a worker that stops; in each of its phases.
#include <unistd.h>

#include <atomic>

#include "jobs/worker.hpp"
#include "unit/jobs/worker_bench.hpp"

namespace sipro::test {
namespace {

using jobs::Stop;

class Stops : public WorkerBench {
 protected:
  Stops() : reached_(folder_.path() / "reached") {}

  /// Runs the job until its script comes to `reached_`, then `meanwhile`, then to its end.
  JobView run_and(const std::string& script, const std::function<void(const std::string& id)>& meanwhile) {
    const std::string id = add_job(script);
    std::thread thread([this] { slot().run_once(); });
    EXPECT_TRUE(reached_.wait());
    meanwhile(id);
    thread.join();
    return view(id);
  }

  /// One beat for all, as the keeper does it a third of a lease later.
  void beat() {
    jobs::LeaseKeeper keeper(settings_, access_, attempts_);
    keeper.run_once(std::chrono::steady_clock::now());
    keeper.run_once(std::chrono::steady_clock::now() + settings_.lease / 2);
  }

  /// The lease runs out while the worker does not beat, and another one takes the job.
  std::optional<queue::Claimed> take_over() {
    const std::lock_guard lock(mutex_);
    const auto other = server_.connect();
    // Tick by tick: after a longer gap nobody would be reaped.
    for (milliseconds passed(0); passed < settings_.lease * 2; passed += std::chrono::seconds(1)) {
      server_.advance(std::chrono::seconds(1));
      (void)other->reap(3);
    }
    const auto claimed = other->claim({"worker-2", 0, 1, 1, milliseconds(15'000)});
    return claimed ? *claimed : std::nullopt;
  }

  SyncPoint reached_;
};

TEST_F(Stops, ACancelReachesTheChildByTheNextBeat) {
  const JobView job = run_and(reached_.step() + "; hang", [this](const std::string& id) {
    EXPECT_EQ(*queue_->cancel(id, "Ani"), queue::CancelOutcome::asked);
    beat();
  });
  EXPECT_EQ(job.state, JobState::cancelled);
  EXPECT_EQ(end_fact(job.spec.id)->state, "cancelled");
  EXPECT_FALSE(evidence(job.spec.id));
}

TEST_F(Stops, ACancelledChildThatIgnoresTermIsKilled) {
  const JobView job = run_and("stubborn; " + reached_.step() + "; hang", [this](const std::string& id) {
    (void)queue_->cancel(id, "Ani");
    beat();
  });
  EXPECT_EQ(job.state, JobState::cancelled);
}

TEST_F(Stops, ACancelBeforeTheChildIsStartedStartsNone) {
  const std::string id = add_job("write a.txt a; exit 0");
  const auto claimed = queue_->claim({"worker-1", 9, 1, 1, settings_.lease});
  ASSERT_TRUE(claimed && *claimed);
  jobs::LiveAttempt attempt((*claimed)->hold);
  attempt.ask_stop(Stop::cancel);
  jobs::AttemptRunner runner(jobs_, settings_, [](const std::string&) { return Result<std::string>(""); });
  const auto end = runner.run(**claimed, attempt);
  ASSERT_TRUE(std::holds_alternative<jobs::Failed>(end));
  EXPECT_EQ(std::get<jobs::Failed>(end).fail_class, queue::FailClass::cancel);
  EXPECT_THAT(attempt_folder(id), ::testing::Truly([](const auto& path) { return std::filesystem::is_empty(path); }));
}

TEST_F(Stops, AChildThatHasAlreadyCrashedIsCancelledWhereThatWasAskedFor) {
  const JobView job =
      run_and(reached_.step() + "; signal 11", [this](const std::string& id) { (void)queue_->cancel(id, "Ani"); });
  EXPECT_EQ(job.state, JobState::cancelled);
}

TEST_F(Stops, WorkThatIsDoneIsKeptThoughACancelWasAskedFor) {
  const JobView job = run_and("write a.txt a; " + reached_.step() + "; exit 0",
                              [this](const std::string& id) { (void)queue_->cancel(id, "Ani"); });
  EXPECT_EQ(job.state, JobState::succeeded);
}

TEST_F(Stops, ALostLeaseEndsTheChildAndTellsNothing) {
  const JobView job = run_and(reached_.step() + "; hang", [this](const std::string&) {
    ASSERT_TRUE(take_over());
    beat();
  });
  EXPECT_EQ(job.state, JobState::running);
  EXPECT_EQ(job.attempt, 2);
  EXPECT_EQ(job.worker, "worker-2");
  EXPECT_FALSE(end_fact(job.spec.id));
  EXPECT_FALSE(evidence(job.spec.id));
  EXPECT_TRUE(std::filesystem::exists(attempt_folder(job.spec.id)));
}

TEST_F(Stops, AResultOfALostLeaseIsRefusedByTheQueue) {
  const JobView job = run_and("write a.txt a; " + reached_.step() + "; exit 0",
                              [this](const std::string&) { ASSERT_TRUE(take_over()); });
  EXPECT_EQ(job.state, JobState::running);
  EXPECT_EQ(job.worker, "worker-2");
  EXPECT_FALSE(end_fact(job.spec.id));
}

TEST_F(Stops, AWorkerThatStopsHandsTheJobBackUncharged) {
  const JobView job =
      run_and(reached_.step() + "; hang", [this](const std::string&) { attempts_.stop_all(Stop::interrupt, false); });
  EXPECT_EQ(job.state, JobState::queued);
  EXPECT_EQ(job.strikes, 0);
  EXPECT_EQ(job.retries, 0);
  EXPECT_FALSE(evidence(job.spec.id));
}

TEST_F(Stops, AtOnceMeansWithoutTheTimeToEndByItself) {
  settings_.kill_after = std::chrono::minutes(5);
  const JobView job = run_and("stubborn; " + reached_.step() + "; hang",
                              [this](const std::string&) { attempts_.stop_all(Stop::interrupt, true); });
  EXPECT_EQ(job.state, JobState::queued);
}

TEST_F(Stops, AnAttemptThatComesAfterTheStopEndsToo) {
  attempts_.stop_all(Stop::interrupt, false);
  EXPECT_EQ(run("hang").state, JobState::queued);
}

TEST_F(Stops, ProgressIsShownByTheBeats) {
  const JobView job = run_and("progress membaca 5 10; " + reached_.step() + "; hang", [this](const std::string& id) {
    // The child wrote its progress before it came to the step; the slot may still be about to read it.
    while (attempts_.all().front()->sign().progress.done != 5) std::this_thread::yield();
    beat();
    EXPECT_EQ(view(id).progress, (queue::Progress{"membaca", 5, 10}));
    attempts_.stop_all(Stop::interrupt, false);
  });
  EXPECT_EQ(job.state, JobState::queued);
}

TEST_F(Stops, AnAttemptThatDoesNotGetOnLosesItsLease) {
  settings_.stall = milliseconds(1);
  const auto attempt = std::make_shared<jobs::LiveAttempt>(queue::Hold{"x", "1", 1, 1});
  attempts_.add(attempt);
  unsigned beats = 0;
  before_ = [&beats](std::string_view call) { beats += call == "beat"; };
  jobs::LeaseKeeper keeper(settings_, access_, attempts_);
  const auto now = std::chrono::steady_clock::now();
  keeper.run_once(now);
  keeper.run_once(now + settings_.lease);
  EXPECT_EQ(beats, 0);
}

TEST_F(Stops, ABeatComesAtLeastThreeTimesALeaseAndEveryThreeSeconds) {
  for (const auto& [lease, expected] : {std::pair{milliseconds(3000), 15U}, std::pair{milliseconds(15'000), 5U}}) {
    settings_.lease = lease;
    jobs::LiveAttempts attempts;
    attempts.add(std::make_shared<jobs::LiveAttempt>(queue::Hold{"x", "1", 1, 1}));
    unsigned beats = 0;
    before_ = [&beats](std::string_view call) { beats += call == "beat"; };
    jobs::LeaseKeeper keeper(settings_, access_, attempts);
    const auto now = std::chrono::steady_clock::now();
    for (int tick = 0; tick <= 60; ++tick) keeper.run_once(now + tick * milliseconds(250));
    EXPECT_EQ(beats, expected);
  }
}

}  // namespace
}  // namespace sipro::test
