// The janitor and retention: what may go, what may not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recovery/janitor.hpp"
#include "recovery/retention.hpp"
#include "world.hpp"

namespace sipro::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using recovery::Janitor;
using recovery::WallTime;

WallTime wall(const World& world) {
  return WallTime(std::chrono::duration_cast<WallTime::duration>(world.server.now()));
}

/// A job whose first attempt was lost and whose second one is the result; all of it three days old.
struct TwoAttempts {
  explicit TwoAttempts(World& world) {
    world.accept(1);
    lost = world.start().second;
    world.tick();
    kept = world.finish();
    EXPECT_NE(lost, kept);
    world.age(world.job(1), 72h);
  }
  std::string lost, kept;
};

TEST(Janitor, RemovesTheAttemptBesideTheCommittedOne) {
  World world;
  const TwoAttempts attempts(world);
  const auto cleaned = Janitor(world.files, *world.queue).step(100, wall(world));
  ASSERT_TRUE(cleaned);
  EXPECT_EQ(cleaned->attempts, 1U);
  EXPECT_TRUE(cleaned->round_done);
  EXPECT_FALSE(fs::exists(world.job(1) / attempts.lost));
  EXPECT_TRUE(fs::exists(world.job(1) / attempts.kept / "hasil.txt"));
}

TEST(Janitor, RemovesNothingAgainstAnEmptyRedis) {
  World world;
  const TwoAttempts attempts(world);
  world.server.wipe();
  const auto cleaned = Janitor(world.files, *world.queue).step(100, wall(world));
  ASSERT_TRUE(cleaned);
  EXPECT_TRUE(cleaned->resting);
  EXPECT_TRUE(fs::exists(world.job(1) / attempts.lost));
}

TEST(Janitor, RemovesNothingDuringARecovery) {
  World world;
  const TwoAttempts attempts(world);
  ASSERT_TRUE(*world.queue->recovery_begin("another", 10s));
  EXPECT_TRUE(Janitor(world.files, *world.queue).step(100, wall(world))->resting);
  world.server.restart();
  world.server.advance(11s);
  EXPECT_TRUE(Janitor(world.files, *world.queue).step(100, wall(world))->resting);
  EXPECT_TRUE(fs::exists(world.job(1) / attempts.lost));
}

struct Doubt {
  const char* name;
  std::function<void(const World&, const TwoAttempts&)> apply;
};

TEST(Janitor, RemovesNothingWithoutProof) {
  const std::vector<Doubt> doubts = {
      {"younger than a day", [](const World& w, const TwoAttempts& a) { w.age(w.job(1) / a.lost, 23h); }},
      {"one file in it is young",
       [](const World& w, const TwoAttempts& a) { w.age(w.job(1) / a.lost / "hasil.txt", 1h); }},
      {"no end fact", [](const World& w, const TwoAttempts&) { fs::remove(w.job(1) / "end-1.json"); }},
      {"a damaged end fact", [](const World& w, const TwoAttempts&) { overwrite(w.job(1) / "end-1.json", "{"); }},
      {"no manifest", [](const World& w, const TwoAttempts& a) { fs::remove(w.job(1) / a.kept / "manifest.json"); }},
      {"a result is gone", [](const World& w, const TwoAttempts& a) { fs::remove(w.job(1) / a.kept / "hasil.txt"); }},
      {"a result is shorter",
       [](const World& w, const TwoAttempts& a) { overwrite(w.job(1) / a.kept / "hasil.txt", "ab"); }},
      {"a damaged job.json", [](const World& w, const TwoAttempts&) { overwrite(w.job(1) / "job.json", ""); }},
      {"a new round has begun",
       [](const World& w, const TwoAttempts&) { EXPECT_TRUE(w.files.write_replay("2101", job_id(1), 2, "admin")); }},
  };
  for (const auto& doubt : doubts) {
    SCOPED_TRACE(doubt.name);
    World world;
    const TwoAttempts attempts(world);
    doubt.apply(world, attempts);
    const auto cleaned = Janitor(world.files, *world.queue).step(100, wall(world));
    ASSERT_TRUE(cleaned);
    EXPECT_FALSE(cleaned->resting);
    EXPECT_EQ(cleaned->attempts, 0U);
    EXPECT_TRUE(fs::exists(world.job(1) / attempts.lost));
    EXPECT_TRUE(fs::exists(world.job(1) / attempts.kept));
  }
}

TEST(Janitor, DeadLettersKeepTheirAttempts) {
  World world;
  world.accept(1);
  for (int i = 0; i < 3; ++i) world.crash();
  world.age(world.job(1), 72h);
  EXPECT_EQ(Janitor(world.files, *world.queue).step(100, wall(world))->attempts, 0U);
}

TEST(Janitor, AFailedJobsEmptyAttemptsGo) {
  World world;
  world.accept(1);
  world.fail_by_file();
  world.age(world.job(1), 72h);
  EXPECT_EQ(Janitor(world.files, *world.queue).step(100, wall(world))->attempts, 1U);
}

TEST(Janitor, RemovesOldUnfinishedWrites) {
  World world;
  world.accept(1);
  overwrite(world.job(1) / ".job.json.1234", "abc");
  overwrite(world.job(1) / ".job.json.5678", "abc");
  world.age(world.job(1) / ".job.json.1234", 72h);
  world.age(world.job(1) / ".job.json.5678", 1h);
  const auto cleaned = Janitor(world.files, *world.queue).step(100, wall(world));
  EXPECT_EQ(cleaned->unfinished, 1U);
  EXPECT_FALSE(fs::exists(world.job(1) / ".job.json.1234"));
  EXPECT_TRUE(fs::exists(world.job(1) / ".job.json.5678"));
}

TEST(Janitor, GoesOnWhereItLeftOff) {
  World world;
  for (unsigned i = 1; i <= 5; ++i) world.accept(i);
  Janitor janitor(world.files, *world.queue);
  EXPECT_FALSE(janitor.step(2, wall(world))->round_done);
  EXPECT_FALSE(janitor.step(2, wall(world))->round_done);
  const auto last = janitor.step(2, wall(world));
  EXPECT_EQ(last->jobs, 1U);
  EXPECT_TRUE(last->round_done);
}

/// Jobs stay 14 months, uploads 30 days; the district's zone is WIB.
class Retention : public testing::Test {
 protected:
  Retention() {
    for (const unsigned upload : {900U, 901U}) {
      fs::create_directories(uploads / job_id(upload));
      overwrite(uploads / job_id(upload) / "data", "sav");
    }
    world.accept(1);
    world.finish();
    world.server.advance(24h * 500);
    world.age(uploads, 24h * 450);
  }

  Result<recovery::RetentionReport> run(bool dry_run = false) {
    options.owner = "admin";
    options.dry_run = dry_run;
    options.now = wall(world);
    return recovery::retention(world.files, *world.queue, options);
  }

  World world;
  recovery::RetentionOptions options;
  fs::path uploads = world.folder.path() / "2101/uploads";
};

TEST_F(Retention, RemovesOldJobsAndUploadsEverywhere) {
  world.accept(2);
  world.finish();
  const auto report = run();
  ASSERT_TRUE(report) << report.error().context;
  EXPECT_EQ(report->removed.size(), 3U) << "job 1 and both uploads";
  EXPECT_FALSE(fs::exists(world.job(1)));
  EXPECT_FALSE(world.is_known(1));
  EXPECT_TRUE(fs::exists(world.job(2)));
  EXPECT_TRUE(world.is_known(2));
  EXPECT_FALSE(fs::exists(uploads / job_id(900)));
  EXPECT_TRUE(world.queue->standing()->recovering.empty());
}

TEST_F(Retention, ADistrictsOwnTimesCount) {
  const auto districts = tenancy::parse_districts(
      R"({"jobs_months": 1, "districts": [
          {"id": "2101", "name": "Karimun", "kabkot": "KARIMUN", "jobs_months": 24, "uploads_days": 460}]})");
  ASSERT_TRUE(districts) << districts.error().context;
  options.districts = *districts;
  EXPECT_TRUE(run()->removed.empty());
  options.districts.districts[0].keeping = {450, 24};
  EXPECT_EQ(run()->removed.size(), 2U) << "both uploads";
  options.districts.districts.clear();
  EXPECT_EQ(run()->removed.size(), 1U) << "job 1, by the installation's time";
}

TEST_F(Retention, AKeptJobAndWhatItNeedsStay) {
  world.accept(2, {}, payload_on(job_id(901)));
  world.finish();
  world.server.advance(24h * 500);
  for (const unsigned number : {1U, 2U}) ASSERT_TRUE(world.files.write_keep("2101", job_id(number)));
  auto report = run();
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->removed.empty());
  EXPECT_EQ(report->kept, 2U);
  EXPECT_EQ(report->needed, 2U) << "both uploads";
  ASSERT_TRUE(world.files.remove_keep("2101", job_id(2)));
  report = run();
  EXPECT_EQ(report->removed.size(), 2U) << "job 2 and its upload";
  EXPECT_TRUE(fs::exists(world.job(1)));
}

TEST_F(Retention, AJobThatIsKeptJustBeforeItWouldGoIsPutBack) {
  ASSERT_TRUE(world.files.write_keep("2101", job_id(1)));
  fs::rename(world.job(1), world.folder.path() / "2101/jobs" / ("removed-" + job_id(1)));
  ASSERT_TRUE(run());
  EXPECT_TRUE(fs::exists(world.job(1) / "job.json"));
  EXPECT_TRUE(world.is_known(1));
}

TEST_F(Retention, ADryRunOnlyTells) {
  const auto report = run(true);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->removed.size(), 3U);
  EXPECT_GT(report->removed[0].bytes, 3U);
  EXPECT_TRUE(fs::exists(world.job(1)));
  EXPECT_TRUE(world.is_known(1));
  EXPECT_TRUE(fs::exists(uploads / job_id(901)));
}

TEST_F(Retention, WhatUnfinishedJobsAndDeadLettersNeedStays) {
  world.accept(2, {1}, payload_on(job_id(900)));
  for (int i = 0; i < 3; ++i) world.crash();
  world.accept(3, {}, payload_on(job_id(901)));
  const auto report = run();
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->removed.empty());
  EXPECT_EQ(report->needed, 3U);
  EXPECT_TRUE(fs::exists(uploads / job_id(900) / "data"));
  EXPECT_TRUE(fs::exists(uploads / job_id(901) / "data"));
  EXPECT_TRUE(fs::exists(world.job(1)));
}

void begin_upload(const fs::path& folder, std::chrono::system_clock::time_point expires) {
  fs::create_directories(folder);
  overwrite(folder / "data", "sav");
  const auto since = std::chrono::duration_cast<std::chrono::microseconds>(expires.time_since_epoch());
  overwrite(folder / "begun.json", "{\"id\":\"x\",\"expires_us\":" + std::to_string(since.count()) + "}");
}

TEST_F(Retention, AnUploadThatWasNeverFinishedGoesADayAfterItExpired) {
  const auto library = world.folder.path() / "2101/library/historis";
  for (const auto& folder : {uploads, library}) {
    begin_upload(folder / job_id(910), wall(world) + 1h);
    begin_upload(folder / job_id(911), wall(world) - 23h);
    begin_upload(folder / job_id(912), wall(world) - 25h);
    begin_upload(folder / job_id(913), wall(world) - 25h);
    overwrite(folder / job_id(913) / "upload.json", "{}");
    begin_upload(folder / job_id(914), wall(world) + 1h);
    world.age(folder / job_id(914), 24h * 450);
  }
  const auto report = run();
  ASSERT_TRUE(report) << report.error().context;
  for (const auto& folder : {uploads, library}) {
    for (const unsigned stays : {910U, 911U, 913U, 914U}) EXPECT_TRUE(fs::exists(folder / job_id(stays))) << stays;
    EXPECT_FALSE(fs::exists(folder / job_id(912)));
  }
}

TEST_F(Retention, WholeFilesOfALibraryStayAndAWithdrawnOneIsFinished) {
  const auto library = world.folder.path() / "2101/library/historis";
  begin_upload(library / job_id(920), wall(world) - 24h * 450);
  overwrite(library / job_id(920) / "upload.json", "{}");
  world.age(library / job_id(920), 24h * 450);
  begin_upload(library / ("removed-" + job_id(921)), wall(world));
  const auto report = run();
  ASSERT_TRUE(report) << report.error().context;
  EXPECT_TRUE(fs::exists(library / job_id(920)));
  EXPECT_FALSE(fs::exists(library / ("removed-" + job_id(921))));
  EXPECT_EQ(report->finished, 1U);
}

TEST_F(Retention, AnUploadThatCannotBeReadStays) {
  fs::create_directories(uploads / job_id(930));
  overwrite(uploads / job_id(930) / "begun.json", "{");
  world.age(uploads / job_id(930), 24h * 450);
  const auto report = run();
  ASSERT_TRUE(report) << report.error().context;
  EXPECT_TRUE(fs::exists(uploads / job_id(930)));
  EXPECT_EQ(report->doubtful.size(), 1U);
}

TEST_F(Retention, ADistrictWithADamagedFactIsLeftAlone) {
  world.accept(2);
  overwrite(world.job(2) / "job.json", "{");
  const auto report = run();
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->removed.empty());
  ASSERT_EQ(report->doubtful.size(), 1U);
  EXPECT_EQ(report->doubtful[0].id, job_id(2));
}

TEST_F(Retention, NothingGoesDuringARecovery) {
  world.server.restart();
  EXPECT_EQ(run().error().code, Errc::recovering);
  ASSERT_TRUE(world.recover());
  ASSERT_TRUE(*world.queue->recovery_begin("another", 10s));
  EXPECT_EQ(run().error().code, Errc::recovering);
  EXPECT_TRUE(fs::exists(world.job(1)));
}

TEST_F(Retention, AClockAheadOfRedisRemovesNothing) {
  world.accept(2);
  world.finish();
  options.owner = "admin";
  options.now = wall(world) + 24h * 1000;
  ASSERT_TRUE(recovery::retention(world.files, *world.queue, options));
  EXPECT_TRUE(fs::exists(world.job(2)));
}

TEST_F(Retention, WhatItBeganBeforeItWasKilledIsFinishedAndNeverRecovered) {
  fs::rename(world.job(1), world.folder.path() / "2101/jobs" / ("removed-" + job_id(1)));
  world.server.wipe();
  ASSERT_TRUE(world.recover());
  EXPECT_FALSE(world.is_known(1));
  const auto report = run();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->finished, 1U);
  EXPECT_TRUE(fs::is_empty(world.folder.path() / "2101/jobs"));
}

TEST_F(Retention, AJobThatTheQueueHoldsAsUnfinishedStays) {
  world.accept(2);
  storage::EndFact end;
  end.id = job_id(2);
  end.state = "cancelled";
  end.finished_us = 1;
  ASSERT_TRUE(world.files.write_end("2101", end));
  const auto report = run();
  ASSERT_TRUE(report);
  EXPECT_TRUE(fs::exists(world.job(2)));
  EXPECT_EQ(report->doubtful.size(), 1U);
}

}  // namespace
}  // namespace sipro::test
