#include "storage/facts.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/fact_samples.hpp"
#include "support/scratch_folder.hpp"

namespace sipro::storage {
namespace {

namespace fs = std::filesystem;
using test::kDistrict;
using test::kId;
using test::kOtherId;

class JobFacts : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(jobs.write_job(test::job_fact())); }

  fs::path folder() const { return jobs.layout().job(kDistrict, kId); }
  void put(const fs::path& path, std::string_view bytes) const {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
  }

  test::ScratchFolder scratch{test::memory_folder()};
  PosixFiles files;
  JobFiles jobs{files, Layout(scratch.path() / "data")};
};

TEST_F(JobFacts, OfAJobReadBackEqual) {
  EXPECT_EQ(jobs.read_job(kDistrict, kId).value(), test::job_fact());
  EXPECT_EQ(jobs.list_jobs(kDistrict).value(), std::vector<std::string>{kId});
  EXPECT_EQ(jobs.list_districts().value(), std::vector<std::string>{kDistrict});
}

TEST_F(JobFacts, OfAJobNeedNoTraceButABadOneIsDamage) {
  auto job = test::job_fact();
  job.id = kOtherId;
  job.trace.clear();
  ASSERT_TRUE(jobs.write_job(job));
  EXPECT_EQ(jobs.read_job(kDistrict, kOtherId).value(), job);
  job.id = std::string(32, 'a');
  job.trace = "00-4bf92f3577b34da6a3ce929d0e0e4736";
  EXPECT_EQ(jobs.write_job(job).error().code, Errc::internal);
}

TEST_F(JobFacts, OfTheSameJobStayAtTheFirst) {
  auto again = test::job_fact();
  again.created_us += 1;
  again.payload = R"({ "work": "check" })";
  EXPECT_TRUE(jobs.write_job(again));
  EXPECT_EQ(jobs.read_job(kDistrict, kId).value(), test::job_fact());
  again.body_hash = "other";
  const auto refused = jobs.write_job(again);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::already_exists);
}

TEST_F(JobFacts, ThatCouldNotBeReadBackAreNotWritten) {
  auto job = test::job_fact();
  job.id = kOtherId;
  job.payload = "not JSON";
  const auto refused = jobs.write_job(job);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::internal);
  EXPECT_EQ(jobs.read_job(kDistrict, kOtherId).error().code, Errc::not_found);
}

TEST_F(JobFacts, OfAnEndStayAtTheFirst) {
  EXPECT_EQ(jobs.read_end(kDistrict, kId, 1).value(), std::nullopt);
  ASSERT_TRUE(jobs.write_end(kDistrict, test::end_fact("failed")));
  EXPECT_TRUE(jobs.write_end(kDistrict, test::end_fact("cancelled")));
  EXPECT_EQ(jobs.read_end(kDistrict, kId, 1).value(), test::end_fact("failed"));
}

TEST_F(JobFacts, OfASuccessNameItsFolder) {
  ASSERT_TRUE(jobs.write_end(kDistrict, test::end_fact("succeeded")));
  EXPECT_EQ(jobs.read_end(kDistrict, kId, 1).value(), test::end_fact("succeeded"));
}

TEST_F(JobFacts, CountRoundsAttemptsAndStrikes) {
  for (unsigned attempt = 1; attempt <= 10; ++attempt) {
    const auto name = jobs.new_attempt(kDistrict, kId, attempt, "17", attempt).value();
    auto evidence = test::evidence();
    evidence.attempt = attempt;
    evidence.round = attempt <= 7 ? 1 : 2;
    evidence.strike = attempt % 2 == 0;
    ASSERT_TRUE(jobs.write_evidence(kDistrict, name, evidence));
  }
  ASSERT_TRUE(jobs.write_end(kDistrict, test::end_fact("failed")));
  auto facts = jobs.read_facts(kDistrict, kId).value();
  EXPECT_EQ(facts.round, 1U);
  EXPECT_EQ(facts.attempts, 10U);
  EXPECT_EQ(facts.strikes, 3U);
  EXPECT_EQ(facts.end, test::end_fact("failed"));

  ASSERT_TRUE(jobs.write_replay(kDistrict, kId, 2, "Ani"));
  EXPECT_TRUE(jobs.write_replay(kDistrict, kId, 2, "Budi"));
  facts = jobs.read_facts(kDistrict, kId).value();
  EXPECT_EQ(facts.round, 2U);
  EXPECT_EQ(facts.attempts, 10U);
  EXPECT_EQ(facts.strikes, 2U);
  EXPECT_EQ(facts.end, std::nullopt);

  const auto evidence = jobs.read_evidence(kDistrict, kId).value();
  ASSERT_EQ(evidence.size(), 10U);
  EXPECT_EQ(evidence.back().attempt, 10U);
}

TEST_F(JobFacts, SayWhetherAJobIsKept) {
  EXPECT_FALSE(jobs.read_facts(kDistrict, kId)->kept);
  for (int again = 0; again < 2; ++again) EXPECT_TRUE(jobs.write_keep(kDistrict, kId));
  EXPECT_TRUE(jobs.read_facts(kDistrict, kId)->kept);
  for (int again = 0; again < 2; ++again) EXPECT_TRUE(jobs.remove_keep(kDistrict, kId));
  EXPECT_FALSE(jobs.read_facts(kDistrict, kId)->kept);
  EXPECT_EQ(jobs.write_keep(kDistrict, kOtherId).error().code, Errc::not_found);
}

TEST_F(JobFacts, OfEvidenceTakeWhatAChildSaidWhateverItsBytes) {
  const auto name = jobs.new_attempt(kDistrict, kId, 1, "17", 1).value();
  auto evidence = test::evidence();
  evidence.last_words = "abc\xff\x01\"";
  ASSERT_TRUE(jobs.write_evidence(kDistrict, name, evidence));
  EXPECT_EQ(jobs.read_evidence(kDistrict, kId).value().front().last_words, "abc?\x01\"");
}

TEST_F(JobFacts, OfAnAttemptListItsFiles) {
  const auto name = jobs.new_attempt(kDistrict, kId, 1, "17", 1).value();
  put(folder() / name / "laporan.json", "{}");
  put(folder() / name / "tabel" / "1. Nilai.xlsx", "abc");
  put(folder() / name / ".sipro-x" / "unfinished", "abc");
  const auto manifest = jobs.publish_attempt(kDistrict, test::head(), name).value();
  const std::vector<ResultFile> expected = {
      {"laporan.json", 2, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", "application/json"},
      {"tabel/1. Nilai.xlsx", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
       "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}};
  EXPECT_EQ(manifest.files, expected);
  EXPECT_EQ(jobs.read_manifest(kDistrict, kId, name).value(), manifest);
  EXPECT_EQ(jobs.publish_attempt(kDistrict, test::head(), name).value(), manifest);
}

TEST_F(JobFacts, OfAnAttemptRefuseAManifestThatItsProcessWrote) {
  const auto name = jobs.new_attempt(kDistrict, kId, 1, "17", 1).value();
  auto forged = test::head();
  forged.files = {{"../../job.json", 1, "00", "text/plain"}};
  put(folder() / name / "laporan.json", "{}");
  put(folder() / name / "manifest.json",
      R"({"id":"0123456789abcdef0123456789abcdef","attempt":1,"token":"17","files":[]})");
  const auto refused = jobs.publish_attempt(kDistrict, test::head(), name);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::already_exists);
}

TEST_F(JobFacts, OfAnAttemptRefuseLinks) {
  const auto name = jobs.new_attempt(kDistrict, kId, 1, "17", 1).value();
  fs::create_symlink("/etc/passwd", folder() / name / "laporan.json");
  const auto refused = jobs.publish_attempt(kDistrict, test::head(), name);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::not_found);
  EXPECT_FALSE(fs::exists(folder() / name / "manifest.json"));
}

TEST_F(JobFacts, ThatAreDamagedSayWhichAndWhere) {
  put(folder() / "end-1.json", R"({"id":"0123456789abcdef0123456789abcdef","round":1,"state":"lost"})");
  const auto damaged = jobs.read_facts(kDistrict, kId);
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().code, Errc::fact_damaged);
  EXPECT_EQ(damaged.error().context,
            (folder() / "end-1.json").string() + R"(: state must be one of "succeeded" "failed" "cancelled")");
}

TEST_F(JobFacts, OfANewerVersionMayHoldMore) {
  std::string whole;
  {
    std::ifstream in(folder() / "job.json", std::ios::binary);
    whole.assign(std::istreambuf_iterator<char>(in), {});
  }
  put(folder() / "job.json", whole.replace(whole.find('{'), 1, R"({"later": {"what": 1},)"));
  EXPECT_EQ(jobs.read_job(kDistrict, kId).value(), test::job_fact());
}

TEST_F(JobFacts, OfAnotherJobAreDamage) {
  fs::copy(folder(), jobs.layout().job(kDistrict, kOtherId));
  EXPECT_EQ(jobs.read_facts(kDistrict, kOtherId).error().code, Errc::fact_damaged);
}

TEST_F(JobFacts, ThatEndInTheMiddleAreDamageWhereverTheyEnd) {
  std::string whole;
  {
    std::ifstream in(folder() / "job.json", std::ios::binary);
    whole.assign(std::istreambuf_iterator<char>(in), {});
  }
  for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
    put(folder() / "job.json", whole.substr(0, size));
    EXPECT_EQ(jobs.read_facts(kDistrict, kId).error().code, Errc::fact_damaged) << size;
  }
}

TEST_F(JobFacts, OfAFolderWithoutJobAreNotFound) {
  fs::create_directories(jobs.layout().job(kDistrict, kOtherId));
  EXPECT_EQ(jobs.read_facts(kDistrict, kOtherId).error().code, Errc::not_found);
}

TEST_F(JobFacts, LeaveOtherFoldersOutOfTheLists) {
  fs::create_directories(scratch.path() / "data" / "config");
  fs::create_directories(scratch.path() / "data" / "lost+found");
  fs::create_directories(scratch.path() / "data" / "2171");
  fs::create_directories(jobs.layout().jobs(kDistrict) / "notes");
  EXPECT_EQ(jobs.list_districts().value(), (std::vector<std::string>{kDistrict, "2171"}));
  EXPECT_EQ(jobs.list_jobs(kDistrict).value(), std::vector<std::string>{kId});
  EXPECT_EQ(jobs.list_jobs("2171").value(), std::vector<std::string>());
}

TEST_F(JobFacts, KeepTheEpoch) {
  EXPECT_EQ(read_epoch(files, jobs.layout()).value(), "");
  ASSERT_TRUE(write_epoch(files, jobs.layout(), "abc"));
  ASSERT_TRUE(write_epoch(files, jobs.layout(), "def"));
  EXPECT_EQ(read_epoch(files, jobs.layout()).value(), "def");
  put(jobs.layout().config() / "epoch.json", "{}");
  EXPECT_EQ(read_epoch(files, jobs.layout()).error().code, Errc::fact_damaged);
}

}  // namespace
}  // namespace sipro::storage
