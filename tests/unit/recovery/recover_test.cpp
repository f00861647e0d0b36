// After each loss, what Redis holds is what storage tells.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recovery/ends.hpp"
#include "world.hpp"

namespace sipro::test {
namespace {

using queue::JobState;
using recovery::Scope;
using namespace std::chrono_literals;

TEST(Recover, AFreshInstallationOpensWithANewEpoch) {
  World world;
  EXPECT_FALSE(storage::read_epoch(world.posix, world.files.layout())->empty());
  EXPECT_TRUE(world.queue->pause(false, "admin"));
}

TEST(Recover, NothingIsLookedAtWhereNothingWasLost) {
  World world;
  world.accept(1);
  const auto report = world.recover();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->scope, Scope::none);
  EXPECT_EQ(report->found, 0U);
}

TEST(Recover, EveryJobComesBackAfterAWipe) {
  World world;
  world.accept(1);
  const std::string folder = world.finish();
  const auto before = world.view(1);
  world.accept(2);
  world.fail_by_file();
  world.accept(3);
  world.accept(4, {3});
  world.accept(5);
  ASSERT_TRUE(world.queue->cancel(job_id(5), "Ani"));
  world.save_end(job_id(5));
  world.server.wipe();
  EXPECT_EQ(world.queue->pause(false, "admin").error().code, Errc::recovering);

  const auto epoch = *storage::read_epoch(world.posix, world.files.layout());
  const auto report = world.recover();
  ASSERT_TRUE(report) << report.error().context;
  EXPECT_EQ(report->scope, Scope::everything);
  EXPECT_NE(report->epoch, epoch);
  EXPECT_EQ(report->found, 5U);
  EXPECT_EQ(report->queued, 2U);
  EXPECT_EQ(report->ended, 3U);
  EXPECT_EQ(report->restored, 5U);
  EXPECT_TRUE(report->doubtful.empty());

  const auto one = world.view(1);
  EXPECT_EQ(one.state, JobState::succeeded);
  EXPECT_EQ(one.folder, folder);
  EXPECT_EQ(one.results, before.results);
  EXPECT_THAT(one.results, testing::HasSubstr("hasil.txt"));
  EXPECT_EQ(world.view(2).state, JobState::failed);
  EXPECT_EQ(world.view(2).error->code, "period_overlap");
  EXPECT_FALSE(world.view(2).dead);
  EXPECT_EQ(world.view(3).state, JobState::queued);
  EXPECT_EQ(world.view(4).state, JobState::blocked);
  EXPECT_EQ(world.view(5).state, JobState::cancelled);
}

TEST(Recover, ChainsRunInTheirOrderAfterAWipe) {
  World world;
  world.accept(9);
  world.accept(5, {9});
  world.accept(7, {5, 9});
  world.accept(1, {7});
  world.server.wipe();
  ASSERT_TRUE(world.recover());
  for (const unsigned number : {9U, 5U, 7U, 1U}) {
    EXPECT_EQ(world.view(number).state, JobState::queued) << number;
    world.finish();
    EXPECT_EQ(world.view(number).state, JobState::succeeded) << number;
  }
}

TEST(Recover, AChildOfAFailedJobStaysCancelled) {
  World world;
  world.accept(1);
  world.accept(2, {1});
  world.fail_by_file();
  world.server.wipe();
  ASSERT_TRUE(world.recover());
  EXPECT_EQ(world.view(2).state, JobState::cancelled);
}

TEST(Recover, PoisonStaysDead) {
  World world;
  world.accept(1);
  for (int i = 0; i < 3; ++i) world.crash();
  ASSERT_TRUE(world.view(1).dead);
  world.server.wipe();
  ASSERT_TRUE(world.recover());
  EXPECT_TRUE(world.view(1).dead);
  EXPECT_EQ(world.view(1).strikes, 3U);
}

TEST(Recover, PoisonStaysDeadWhereItsEndWasLostToo) {
  World world;
  world.accept(1);
  for (int i = 0; i < 3; ++i) world.crash(false);
  ASSERT_FALSE(*world.files.read_end("2101", job_id(1), 1));
  world.server.wipe();
  ASSERT_TRUE(world.recover());
  EXPECT_TRUE(world.view(1).dead);
  EXPECT_EQ(world.view(1).error->code, "child_crashed");
  ASSERT_TRUE(*world.files.read_end("2101", job_id(1), 1));
}

TEST(Recover, StrikesAreRemembered) {
  World world;
  world.accept(1);
  world.crash();
  world.crash();
  world.server.wipe();
  ASSERT_TRUE(world.recover());
  EXPECT_EQ(world.view(1).state, JobState::queued);
  EXPECT_EQ(world.view(1).strikes, 2U);
  EXPECT_EQ(world.view(1).attempt, 2U);
  world.crash();
  EXPECT_TRUE(world.view(1).dead);
}

TEST(Recover, AReplayedDeadLetterIsQueuedInItsRound) {
  World world;
  world.accept(1);
  for (int i = 0; i < 3; ++i) world.crash();
  ASSERT_TRUE(world.files.write_replay("2101", job_id(1), 2, "admin"));
  world.server.wipe();
  ASSERT_TRUE(world.recover());
  EXPECT_EQ(world.view(1).state, JobState::queued);
  EXPECT_EQ(world.view(1).round, 2U);
  EXPECT_EQ(world.view(1).strikes, 0U);
}

TEST(Recover, AJobThatLostItsEndRunsOnceMoreAndNoMore) {
  World world;
  world.accept(1);
  world.complete(world.start());
  world.server.wipe();
  ASSERT_TRUE(world.recover());
  EXPECT_EQ(world.view(1).state, JobState::queued);
  EXPECT_EQ(world.view(1).attempt, 1U);
  const std::string second = world.finish();
  world.server.wipe();
  ASSERT_TRUE(world.recover());
  EXPECT_EQ(world.view(1).state, JobState::succeeded);
  EXPECT_EQ(world.view(1).folder, second);
}

TEST(Recover, AJobThatWasNeverEnqueuedIs) {
  World world;
  static_cast<void>(world.write(1));
  world.server.wipe();
  ASSERT_TRUE(world.recover());
  EXPECT_EQ(world.view(1).state, JobState::queued);
}

TEST(Recover, ARestartedRedisKeepsItsEpochAndItsRunningJobs) {
  World world;
  world.accept(1);
  world.accept(2);
  const auto attempt = world.start();
  ASSERT_TRUE(world.queue->reap(3));
  const auto epoch = *storage::read_epoch(world.posix, world.files.layout());
  world.server.restart();
  const auto report = world.recover();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->scope, Scope::recent);
  EXPECT_EQ(report->epoch, epoch);
  EXPECT_EQ(report->running, 1U);
  EXPECT_EQ(report->queued, 1U);
  EXPECT_EQ(report->restored, 0U);
  world.complete(attempt);
  EXPECT_EQ(world.view(1).state, JobState::succeeded);
}

TEST(Recover, ACutTailComesBack) {
  World world;
  world.accept(1);
  world.accept(2);
  ASSERT_TRUE(world.queue->reap(3));
  const auto cut = world.server.snapshot();
  world.accept(3, {2});
  world.finish();
  world.server.put_back(cut);
  ASSERT_TRUE(world.recover());
  EXPECT_EQ(world.view(1).state, JobState::succeeded);
  EXPECT_EQ(world.view(2).state, JobState::queued);
  EXPECT_EQ(world.view(3).state, JobState::blocked);
}

TEST(Recover, YesterdaysRedisLearnsWhatHappenedSince) {
  World world;
  world.accept(1);
  world.accept(2);
  for (int i = 0; i < 3; ++i) world.crash();
  world.start();
  ASSERT_TRUE(world.queue->reap(3));
  const auto yesterday = world.server.snapshot();
  world.server.advance(24h);
  world.tick();
  world.finish();
  ASSERT_TRUE(world.files.write_replay("2101", job_id(1), 2, "admin"));
  ASSERT_TRUE(world.queue->replay(job_id(1), 1, "admin"));
  world.finish();
  ASSERT_EQ(world.view(1).state, JobState::succeeded);
  ASSERT_EQ(world.view(2).state, JobState::succeeded);
  world.server.put_back(yesterday);
  ASSERT_TRUE(world.recover());
  EXPECT_EQ(world.view(1).state, JobState::succeeded);
  EXPECT_EQ(world.view(1).round, 2U);
  EXPECT_EQ(world.view(2).state, JobState::succeeded);
}

TEST(Recover, RedisOfLastMonthIsToldMoreThanTheLastTwoDays) {
  World world;
  world.accept(1);
  ASSERT_TRUE(world.queue->reap(3));
  const auto old = world.server.snapshot();
  world.server.advance(24h);
  world.finish();
  world.server.advance(24h * 30);
  world.age(world.job(1), 24h * 30);
  world.server.put_back(old);
  ASSERT_TRUE(world.recover());
  EXPECT_EQ(world.view(1).state, JobState::succeeded);
}

TEST(Recover, ARestartReadsOnlyWhatChangedLately) {
  World world;
  world.accept(1);
  world.finish();
  world.accept(2);
  world.server.advance(24h * 30);
  world.age(world.job(1), 24h * 30);
  world.age(world.job(2), 24h * 30);
  world.accept(3);
  ASSERT_TRUE(world.queue->reap(3));
  world.server.restart();
  const auto report = world.recover();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->scope, Scope::recent);
  EXPECT_EQ(report->found, 2U) << "the recent one and the old one that has not ended";
}

TEST(Recover, AnOldUnfinishedJobThatRedisLacksIsRestored) {
  World world;
  static_cast<void>(world.write(1));
  static_cast<void>(world.write(2, {1}));
  world.server.advance(24h * 30);
  world.age(world.job(1), 24h * 30);
  ASSERT_TRUE(world.queue->reap(3));
  world.server.restart();
  ASSERT_TRUE(world.recover());
  EXPECT_EQ(world.view(1).state, JobState::queued);
  EXPECT_EQ(world.view(2).state, JobState::blocked) << "its parent was restored before it, although it is old";
}

TEST(Recover, EndsThatOnlyRedisKnowsAreWritten) {
  World world;
  world.accept(1);
  const std::string folder = world.complete(world.start());
  ASSERT_TRUE(world.queue->reap(3));
  world.server.restart();
  const auto report = world.recover();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->ends_saved, 1U);
  EXPECT_EQ((*world.files.read_end("2101", job_id(1), 1))->folder, folder);
  EXPECT_TRUE(world.queue->unsaved(0ms, 10)->empty());
}

TEST(Recover, TwiceIsAsOnce) {
  World world;
  world.accept(1);
  world.accept(2, {1});
  world.finish();
  world.server.wipe();
  ASSERT_TRUE(world.recover());
  auto options = World::options();
  options.everything = true;
  const auto epoch = *storage::read_epoch(world.posix, world.files.layout());
  const auto report = recovery::recover(world.files, *world.queue, options);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->found, 2U);
  EXPECT_EQ(report->restored, 0U);
  EXPECT_EQ(report->epoch, epoch) << "nobody is thrown out by a second look";
}

TEST(Recover, OnlyOneDoesIt) {
  World world;
  world.accept(1);
  world.server.wipe();
  ASSERT_TRUE(*world.queue->recovery_begin("another", 10s));
  EXPECT_EQ(world.recover().error().code, Errc::recovering);
  EXPECT_FALSE(world.is_known(1));
  world.server.advance(11s);
  ASSERT_TRUE(world.recover());
  EXPECT_TRUE(world.is_known(1));
}

TEST(Recover, TheLockIsFreeAfterwards) {
  World world;
  world.server.wipe();
  ASSERT_TRUE(world.recover());
  EXPECT_TRUE(world.queue->standing()->recovering.empty());
}

TEST(Recover, AnUnmountedStorageDoesNotEmptyTheQueue) {
  World world;
  world.accept(1);
  std::filesystem::remove_all(world.folder.path() / "config");
  std::filesystem::remove_all(world.folder.path() / "2101");
  world.server.restart();
  EXPECT_EQ(world.recover().error().code, Errc::storage_unavailable);
  EXPECT_FALSE(std::filesystem::exists(world.folder.path() / "config/epoch.json"));
}

TEST(Recover, DamagedFactsAreNamedAndNothingElseIsHeldUp) {
  for (const char* const fact : {"job.json", "end-1.json"}) {
    SCOPED_TRACE(fact);
    World world;
    world.accept(1);
    world.finish();
    world.accept(2);
    overwrite(world.job(1) / fact, "{\"id\":");
    world.server.wipe();
    const auto report = world.recover();
    ASSERT_TRUE(report);
    ASSERT_EQ(report->doubtful.size(), 1U);
    EXPECT_EQ(report->doubtful[0].id, job_id(1));
    EXPECT_EQ(report->doubtful[0].district, "2101");
    EXPECT_FALSE(report->doubtful[0].reason.empty());
    EXPECT_EQ(report->found, 2U);
    EXPECT_EQ(report->queued, 1U);
    EXPECT_FALSE(world.is_known(1));
    EXPECT_TRUE(world.is_known(2));
  }
}

TEST(Recover, AJobWithoutJobJsonIsDoubtfulOnlyIfItWasWorkedOn) {
  World world;
  world.accept(1);
  world.finish();
  std::filesystem::remove(world.job(1) / "job.json");
  std::filesystem::create_directory(world.job(2));
  world.server.wipe();
  const auto report = world.recover();
  ASSERT_TRUE(report);
  ASSERT_EQ(report->doubtful.size(), 1U);
  EXPECT_EQ(report->doubtful[0].id, job_id(1));
}

TEST(Recover, AFinishedJobWithoutItsResultsIsNamedAndStaysFinished) {
  World world;
  world.accept(1);
  std::filesystem::remove_all(world.job(1) / world.finish());
  world.server.wipe();
  const auto report = world.recover();
  ASSERT_TRUE(report);
  ASSERT_EQ(report->doubtful.size(), 1U);
  EXPECT_EQ(world.view(1).state, JobState::succeeded);
  EXPECT_EQ(world.view(1).results, "[]");
}

TEST(Recover, ChildrenOfADoubtfulJobWaitForTheOperator) {
  World world;
  world.accept(1);
  world.accept(2, {1});
  world.accept(3, {2});
  const auto whole = *world.posix.read(world.job(1) / "job.json", 4096);
  overwrite(world.job(1) / "job.json", "");
  world.server.wipe();
  const auto report = world.recover();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->doubtful.size(), 3U);
  EXPECT_FALSE(world.is_known(2)) << "not cancelled: that could not be taken back";
  overwrite(world.job(1) / "job.json", whole);
  auto options = World::options();
  options.everything = true;
  ASSERT_TRUE(recovery::recover(world.files, *world.queue, options));
  EXPECT_EQ(world.view(1).state, JobState::queued);
  EXPECT_EQ(world.view(3).state, JobState::blocked);
}

TEST(Recover, JobsThatComeAfterThemselvesAreNamed) {
  World world;
  static_cast<void>(world.write(1, {2}));
  static_cast<void>(world.write(2, {1}));
  world.server.wipe();
  const auto report = world.recover();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->doubtful.size(), 2U);
}

TEST(SaveEnds, WritesWhatIsOldEnough) {
  World world;
  world.accept(1);
  const std::string folder = world.complete(world.start());
  EXPECT_EQ(*recovery::save_ends(world.files, *world.queue), 0U) << "the worker may still be at it";
  world.server.advance(6s);
  EXPECT_EQ(*recovery::save_ends(world.files, *world.queue), 1U);
  const auto end = *world.files.read_end("2101", job_id(1), 1);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->state, "succeeded");
  EXPECT_EQ(end->folder, folder);
  EXPECT_EQ(*recovery::save_ends(world.files, *world.queue), 0U);
}

}  // namespace
}  // namespace sipro::test
