// Every composed operation, with every fault at every call that it makes: no partial fact is seen, the error is of the
// right class, and a repeat succeeds once the storage is well again.
#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "storage/facts.hpp"
#include "support/fact_samples.hpp"
#include "support/faulty_files.hpp"
#include "support/scratch_folder.hpp"

namespace sipro::storage {
namespace {

namespace fs = std::filesystem;
using test::kDistrict;
using test::kId;

/// What every operation starts from: nothing, a job, or a job with one attempt that has written its files.
enum class Start { nothing, job, attempt };

const std::string kAttempt = attempt_name(1, "17", 1);

struct Operation {
  const char* name;
  Start start;
  Result<void> (*run)(const JobFiles&);
  bool (*done)(const JobFiles&);
};

template <class T>
Result<void> outcome(const Result<T>& result) {
  if (!result) return result.error();
  return {};
}

const Operation kOperations[] = {
    {"write_job", Start::nothing, [](const JobFiles& jobs) { return jobs.write_job(test::job_fact()); },
     [](const JobFiles& jobs) { return jobs.read_job(kDistrict, kId).value() == test::job_fact(); }},
    {"write_job again", Start::job, [](const JobFiles& jobs) { return jobs.write_job(test::job_fact()); },
     [](const JobFiles& jobs) { return jobs.read_job(kDistrict, kId).value() == test::job_fact(); }},
    {"write_end", Start::job, [](const JobFiles& jobs) { return jobs.write_end(kDistrict, test::end_fact("failed")); },
     [](const JobFiles& jobs) { return jobs.read_end(kDistrict, kId, 1).value() == test::end_fact("failed"); }},
    {"write_replay", Start::job, [](const JobFiles& jobs) { return jobs.write_replay(kDistrict, kId, 2, "Ani"); },
     [](const JobFiles& jobs) { return jobs.read_facts(kDistrict, kId).value().round == 2; }},
    {"new_attempt", Start::job,
     [](const JobFiles& jobs) { return outcome(jobs.new_attempt(kDistrict, kId, 1, "17", 1)); },
     [](const JobFiles& jobs) { return fs::is_directory(jobs.layout().job(kDistrict, kId) / kAttempt); }},
    {"publish_attempt", Start::attempt,
     [](const JobFiles& jobs) { return outcome(jobs.publish_attempt(kDistrict, test::head(), kAttempt)); },
     [](const JobFiles& jobs) { return jobs.read_manifest(kDistrict, kId, kAttempt).value().files.size() == 2; }},
    {"write_evidence", Start::attempt,
     [](const JobFiles& jobs) { return jobs.write_evidence(kDistrict, kAttempt, test::evidence()); },
     [](const JobFiles& jobs) { return jobs.read_evidence(kDistrict, kId).value().front() == test::evidence(); }},
    {"write_epoch", Start::nothing,
     [](const JobFiles& jobs) { return write_epoch(jobs.files(), jobs.layout(), "abc"); },
     [](const JobFiles& jobs) { return read_epoch(jobs.files(), jobs.layout()).value() == "abc"; }},
};

struct Cause {
  int number;
  Errc code;
};

constexpr Cause kCauses[] = {{ENOSPC, Errc::storage_full},
                             {EDQUOT, Errc::storage_full},
                             {EIO, Errc::storage_unavailable},
                             {ESTALE, Errc::storage_unavailable},
                             {EROFS, Errc::storage_unavailable}};

/// A storage of its own, brought to the operation's start.
class Stage {
 public:
  explicit Stage(Start start) {
    if (start == Start::nothing) return;
    EXPECT_TRUE(jobs.write_job(test::job_fact()));
    if (start == Start::job) return;
    EXPECT_TRUE(jobs.new_attempt(kDistrict, kId, 1, "17", 1));
    const fs::path folder = jobs.layout().job(kDistrict, kId) / kAttempt;
    fs::create_directory(folder / "tabel");
    std::ofstream(folder / "laporan.json") << "{}";
    std::ofstream(folder / "tabel" / "1. Nilai.xlsx") << "abc";
  }

  /// What a reader may meet: whole facts, or none.
  void expect_only_whole_facts() {
    const auto facts = jobs.read_facts(kDistrict, kId);
    EXPECT_TRUE(facts || facts.error().code == Errc::not_found);
    EXPECT_TRUE(read_epoch(posix, jobs.layout()));
    const auto manifest = jobs.read_manifest(kDistrict, kId, kAttempt);
    EXPECT_TRUE(manifest ? manifest->files.size() == 2 : manifest.error().code == Errc::not_found);
  }

  test::ScratchFolder scratch{test::memory_folder()};
  PosixFiles posix;
  test::FaultyFiles files{posix};
  JobFiles jobs{files, Layout(scratch.path() / "data")};
};

void try_fault(const Operation& operation, std::size_t at, const Cause& cause, bool after) {
  SCOPED_TRACE(std::string(operation.name) + ", call " + std::to_string(at) + (after ? ", after it: " : ": ") +
               std::strerror(cause.number));
  Stage stage(operation.start);
  stage.files.inject({cause.number, at, "", after, {}});
  const auto failed = operation.run(stage.jobs);
  EXPECT_EQ(stage.files.hits(), 1U);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, cause.code) << failed.error().context;
  EXPECT_NE(failed.error().context.find(std::strerror(cause.number)), std::string::npos) << failed.error().context;
  stage.files.heal();
  stage.expect_only_whole_facts();
  const auto repeated = operation.run(stage.jobs);
  ASSERT_TRUE(repeated) << repeated.error().context;
  EXPECT_TRUE(operation.done(stage.jobs));
}

TEST(StorageFaults, LeaveNothingPartialAndPassWithARepeat) {
  std::size_t tried = 0;
  for (const Operation& operation : kOperations) {
    Stage well(operation.start);
    well.files.heal();
    ASSERT_TRUE(operation.run(well.jobs)) << operation.name;
    const std::size_t calls = well.files.calls();
    EXPECT_TRUE(operation.done(well.jobs)) << operation.name;
    for (std::size_t at = 1; at <= calls; ++at) {
      for (const Cause& cause : kCauses) {
        for (const bool after : {false, true}) {
          try_fault(operation, at, cause, after);
          ++tried;
        }
      }
    }
  }
  EXPECT_GE(tried, 150U);
}

TEST(StorageFaults, OfSyncingComeBeforeTheManifest) {
  for (const bool after : {false, true}) {
    Stage stage(Start::attempt);
    stage.files.inject({EIO, 0, "sync_tree", after, {}});
    EXPECT_FALSE(stage.jobs.publish_attempt(kDistrict, test::head(), kAttempt));
    EXPECT_EQ(stage.files.hits(), 1U);
    EXPECT_EQ(stage.jobs.read_manifest(kDistrict, kId, kAttempt).error().code, Errc::not_found);
  }
}

TEST(StorageFaults, ThatOnlySlowDownChangeNothing) {
  for (const Operation& operation : kOperations) {
    Stage stage(operation.start);
    std::size_t waited = 0;
    stage.files.inject({0, 0, "", false, [&waited] { ++waited; }});
    EXPECT_TRUE(operation.run(stage.jobs)) << operation.name;
    EXPECT_EQ(waited, stage.files.calls()) << operation.name;
    EXPECT_GT(waited, 0U) << operation.name;
    stage.files.heal();
    EXPECT_TRUE(operation.done(stage.jobs)) << operation.name;
  }
}

TEST(StorageFaults, OfReadingAreNotTakenForAbsence) {
  Stage stage(Start::attempt);
  ASSERT_TRUE(stage.jobs.write_end(kDistrict, test::end_fact("failed")));
  ASSERT_TRUE(stage.jobs.write_evidence(kDistrict, kAttempt, test::evidence()));
  stage.files.heal();
  ASSERT_TRUE(stage.jobs.read_facts(kDistrict, kId));
  const std::size_t calls = stage.files.calls();
  for (std::size_t at = 1; at <= calls; ++at) {
    stage.files.inject({ESTALE, at, "", false, {}});
    const auto facts = stage.jobs.read_facts(kDistrict, kId);
    ASSERT_FALSE(facts) << at;
    EXPECT_EQ(facts.error().code, Errc::storage_unavailable) << at;
  }
  stage.files.inject({EIO, 0, "", false, {}});
  EXPECT_EQ(stage.jobs.list_jobs(kDistrict).error().code, Errc::storage_unavailable);
  EXPECT_EQ(stage.jobs.list_districts().error().code, Errc::storage_unavailable);
  EXPECT_EQ(read_epoch(stage.files, stage.jobs.layout()).error().code, Errc::storage_unavailable);
}

}  // namespace
}  // namespace sipro::storage
