// What a worker does for all: reaping, auditing, recovering, saving ends; and the parts of a worker together.
#include "jobs/caretaker.hpp"
#include "jobs/reaper.hpp"
#include "jobs/worker.hpp"
#include "unit/jobs/worker_bench.hpp"

namespace sipro::test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::SizeIs;

const auto kStart = std::chrono::steady_clock::now();

class Upkeep : public WorkerBench {
 protected:
  Upkeep() {
    before_ = [this](std::string_view call) { ++calls_[std::string(call)]; };
  }

  jobs::Reaper reaper() {
    queue::ProcessInfo self;
    self.name = "worker-1";
    self.role = "worker";
    return {access_, self, [this](queue::Queue& queue) {
              ++recoveries_;
              if (!recovers_) return Result<void>(Error{Errc::recovering, "another one does"});
              server_.open("e2");
              queue.use_epoch("e2");
              return Result<void>();
            }};
  }

  std::map<std::string, unsigned> calls_;
  unsigned recoveries_ = 0;
  bool recovers_ = true;
};

TEST_F(Upkeep, ALeaseThatRanOutIsReaped) {
  const std::string id = add_job("exit 0");
  ASSERT_TRUE(*queue_->claim({"gone", 0, 1, 1, seconds(3)}));
  auto all = reaper();
  for (int second = 0; second < 30; ++second) {
    all.run_once(kStart + seconds(second));
    server_.advance(seconds(1));
  }
  EXPECT_EQ(view(id).state, JobState::queued);
  EXPECT_EQ(calls_["reap"], 30);
}

TEST_F(Upkeep, TheQueueIsRecoveredWhereRedisIsAnotherOne) {
  auto all = reaper();
  server_.restart();
  recovers_ = false;
  all.run_once(kStart);
  recovers_ = true;
  all.run_once(kStart + seconds(1));
  all.run_once(kStart + seconds(2));
  EXPECT_EQ(recoveries_, 2);
}

TEST_F(Upkeep, TheProcessIsAnnouncedAndThatItStops) {
  auto all = reaper();
  all.run_once(kStart);
  ASSERT_THAT(*queue_->processes(), SizeIs(1));
  EXPECT_EQ(queue_->processes()->front().state, "active");
  all.set_draining();
  all.run_once(kStart + seconds(1));
  EXPECT_EQ(queue_->processes()->front().state, "draining");
}

TEST_F(Upkeep, AnAuditGoesRoundEveryMinute) {
  auto all = reaper();
  for (int second = 0; second < 121; ++second) all.run_once(kStart + seconds(second));
  EXPECT_GE(calls_["audit"], 3);
  EXPECT_EQ(calls_["audit"] % 3, 0);
  EXPECT_EQ(calls_["announce"], 13);
}

TEST_F(Upkeep, EndsAreSavedEveryFewSecondsAndTheJanitorComesHourly) {
  unsigned saves = 0;
  unsigned rounds = 0;
  const auto counts = [](unsigned& count) {
    return [&count](queue::Queue&, const std::stop_token&) {
      ++count;
      return Result<void>(Error{Errc::storage_unavailable, "away"});
    };
  };
  jobs::Caretaker all(access_, counts(saves), counts(rounds), minutes(10));
  for (int second = 0; second < 7200; ++second) all.run_once(kStart + seconds(second));
  EXPECT_EQ(saves, 1440);
  EXPECT_EQ(rounds, 2);
}

class WholeWorker : public WorkerBench {
 protected:
  WholeWorker() : reached_(folder_.path() / "reached") {
    access_.connect = [this] {
      return jobs::Connection{std::make_unique<SharedQueue>(mutex_, server_.connect()), [](milliseconds) {
                                std::this_thread::yield();
                                return Result<void>();
                              }};
    };
    const auto nothing = [](queue::Queue&, const std::stop_token&) { return Result<void>(); };
    worker_ =
        std::make_unique<jobs::Worker>(settings_, jobs_, access_, queue::ProcessInfo{},
                                       jobs::Chores{[](queue::Queue&) { return Result<void>(); }, nothing, nothing});
  }

  bool is_idle() const {
    pollfd source{worker_->idle(), POLLIN, 0};
    return ::poll(&source, 1, 10'000) == 1;
  }

  SyncPoint reached_;
  std::unique_ptr<jobs::Worker> worker_;
};

TEST_F(WholeWorker, StopsClaimingAndFinishesWhatRuns) {
  const std::string first = add_job(reached_.step() + "; write a a; exit 0");
  worker_->start();
  ASSERT_TRUE(reached_.wait());
  worker_->stop_claiming();
  const std::string second = add_job("write a a; exit 0");
  EXPECT_TRUE(is_idle());
  worker_->shutdown();
  EXPECT_EQ(view(first).state, JobState::succeeded);
  EXPECT_EQ(view(second).state, JobState::queued);
}

TEST_F(WholeWorker, HandsBackWhatRuns) {
  const std::string id = add_job(reached_.step() + "; hang");
  worker_->start();
  ASSERT_TRUE(reached_.wait());
  worker_->hand_back(false);
  EXPECT_TRUE(is_idle());
  worker_->shutdown();
  EXPECT_EQ(view(id).state, JobState::queued);
}

TEST_F(WholeWorker, EndsThoughRedisIsAwayOnceItGivesUp) {
  const std::string id = add_job("stubborn; " + reached_.step() + "; hang");
  worker_->start();
  ASSERT_TRUE(reached_.wait());
  {
    const std::lock_guard lock(mutex_);
    server_.set_away(true);
  }
  worker_->hand_back(true);
  worker_->give_up();
  EXPECT_TRUE(is_idle());
  worker_.reset();
  server_.set_away(false);
  EXPECT_EQ(view(id).state, JobState::running);
}

TEST_F(WholeWorker, RefusesAStorageThatItCannotWrite) {
  EXPECT_TRUE(jobs::check_storage(jobs_));
  storage::PosixFiles files;
  const auto checked = jobs::check_storage({files, storage::Layout("/proc/nowhere")});
  ASSERT_FALSE(checked);
  EXPECT_THAT(checked.error().context, ::testing::HasSubstr("Mount it"));
}

}  // namespace
}  // namespace sipro::test
