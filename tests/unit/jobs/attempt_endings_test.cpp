// What becomes of a job by how its child ends.
#include "unit/jobs/worker_bench.hpp"

namespace sipro::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class AttemptEndings : public WorkerBench {};

TEST_F(AttemptEndings, ExitZeroMakesTheFolderTheResult) {
  const JobView job = run("progress membaca 5 10; write hasil.xlsx isi; write laporan.json {}; exit 0");
  EXPECT_EQ(job.state, JobState::succeeded);
  EXPECT_EQ(text_of(job_folder(job.spec.id) / job.folder / "hasil.xlsx"), "isi");
  const auto manifest = jobs_.read_manifest("2101", job.spec.id, job.folder);
  ASSERT_TRUE(manifest);
  EXPECT_THAT(manifest->files, SizeIs(2));
  EXPECT_THAT(job.results, HasSubstr("hasil.xlsx"));
  const auto end = end_fact(job.spec.id);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->state, "succeeded");
  EXPECT_EQ(end->folder, job.folder);
  EXPECT_FALSE(evidence(job.spec.id));
  EXPECT_THAT(*queue_->unsaved(milliseconds(0), 10), IsEmpty());
}

TEST_F(AttemptEndings, ADataStopBecomesTheErrorOfTheJob) {
  const JobView job = run(
      R"(write laporan.json {"stopped":{"rule":"period_overlap","message":"Bulan ganda","details":{"periods":[1]}},)"
      R"("also":[{"rule":"no_data","message":"x","details":{}}]}; exit 3)");
  EXPECT_EQ(job.state, JobState::failed);
  EXPECT_FALSE(job.dead);
  ASSERT_TRUE(job.error);
  EXPECT_EQ(job.error->code, "period_overlap");
  EXPECT_EQ(job.error->message, "Bulan ganda");
  EXPECT_THAT(job.error->details, HasSubstr("\"periods\":[1]"));
  EXPECT_THAT(job.error->details, HasSubstr("\"also\":[{\"rule\":\"no_data\""));
  EXPECT_TRUE(std::filesystem::exists(attempt_folder(job.spec.id) / "laporan.json"));
  EXPECT_EQ(end_fact(job.spec.id)->state, "failed");
}

struct Case {
  const char* name;
  const char* script;
  JobState state;
  const char* code;
  unsigned strikes;
  bool has_evidence;
};

std::ostream& operator<<(std::ostream& out, const Case& row) { return out << row.name; }

class AttemptEndingOf : public WorkerBench, public ::testing::WithParamInterface<Case> {};

TEST_P(AttemptEndingOf, GivesTheState) {
  const Case& row = GetParam();
  const JobView job = run(row.script);
  EXPECT_EQ(job.state, row.state) << to_string(job.state);
  EXPECT_EQ(code_of(job), row.code);
  if (job.error) {
    EXPECT_THAT(job.error->message, Not(IsEmpty()));
  }
  EXPECT_EQ(job.strikes, row.strikes);
  EXPECT_EQ(evidence(job.spec.id).has_value(), row.has_evidence);
  if (row.has_evidence) {
    EXPECT_EQ(evidence(job.spec.id)->strike, row.strikes > 0);
  }
  EXPECT_EQ(end_fact(job.spec.id).has_value(), row.state == JobState::failed);
}

constexpr auto kRetrying = JobState::retrying;
constexpr auto kFailed = JobState::failed;

INSTANTIATE_TEST_SUITE_P(
    Each, AttemptEndingOf,
    ::testing::Values(
        Case{"SegmentationFault", "signal 11", kRetrying, "child_crashed", 1, true},
        Case{"Abort", "signal 6", kRetrying, "child_crashed", 1, true},
        Case{"BusError", "signal 7", kRetrying, "child_crashed", 1, true},
        Case{"FloatingPoint", "signal 8", kRetrying, "child_crashed", 1, true},
        Case{"IllegalInstruction", "signal 4", kRetrying, "child_crashed", 1, true},
        Case{"ForbiddenCall", "signal 31", kRetrying, "child_crashed", 1, true},
        Case{"KilledFromOutside", "signal 9", kRetrying, "child_crashed", 1, true},
        Case{"TerminatedFromOutside", "signal 15", kRetrying, "child_crashed", 1, true},
        Case{"CpuTimeUsedUp", "signal 24", kRetrying, "child_overtime", 1, true},
        Case{"ExitOneWithoutAWord", "exit 1", kRetrying, "child_crashed", 1, true},
        Case{"OutOfMemory", "error child_out_of_memory x; exit 1", kRetrying, "child_out_of_memory", 1, true},
        Case{"DiskFull", "error storage_full x; exit 1", kRetrying, "storage_full", 0, true},
        Case{"StorageAway", "error storage_unavailable x; exit 1", kRetrying, "storage_unavailable", 0, true},
        Case{"AYearTooMany", "error wrong_usage x; exit 2", kFailed, "wrong_usage", 0, false},
        Case{"FileTooLarge", "error file_too_large x; exit 1", kFailed, "file_too_large", 0, false},
        Case{"OrdersWrong", "exit 2", kFailed, "internal", 0, true},
        Case{"StopWithoutAReason", "exit 3", kRetrying, "internal", 1, true},
        Case{"StopWithABrokenReason", "write laporan.json {\"stopped\":7}; exit 3", kRetrying, "internal", 1, true},
        Case{"StopWithALinkAsItsReason", "link laporan.json /etc/passwd; exit 3", kRetrying, "internal", 1, true},
        Case{"StopWithAPipeAsItsReason", "fifo laporan.json; exit 3", kRetrying, "internal", 1, true},
        Case{"SuccessWithALinkAmongItsFiles", "link hasil.xlsx /etc/passwd; exit 0", kRetrying, "child_crashed", 1,
             true},
        Case{"SuccessWithAPipeAmongItsFiles", "fifo hasil.xlsx; exit 0", kRetrying, "child_crashed", 1, true},
        Case{"ClaimToHaveBeenInterrupted", "error interrupted x; exit 1", kRetrying, "child_crashed", 1, true},
        Case{"ClaimToHaveBeenCancelled", "error cancelled x; exit 1", kRetrying, "child_crashed", 1, true},
        Case{"UnknownError", "error nonsense x; exit 1", kRetrying, "child_crashed", 1, true},
        Case{"GarbageOnThePipe", "garbage 3000000; say {\"phase\":; say []; signal 11", kRetrying, "child_crashed", 1,
             true},
        Case{"FloodOfLastWords", "shout 3000000; signal 11", kRetrying, "child_crashed", 1, true},
        Case{"AProcessLeftBehind", "orphan; signal 11", kRetrying, "child_crashed", 1, true}),
    [](const auto& row) { return row.param.name; });

TEST_F(AttemptEndings, TheThirdCrashMakesADeadLetterWithItsEvidence) {
  const std::string id = add_job("mutter kata terakhir; signal 11");
  for (int attempt = 1; attempt <= 3; ++attempt) {
    EXPECT_TRUE(slot().run_once()) << attempt;
    server_.advance(std::chrono::minutes(10));
    (void)queue_->reap(3);
  }
  const JobView job = view(id);
  EXPECT_EQ(job.state, JobState::failed);
  EXPECT_TRUE(job.dead);
  const auto all = jobs_.read_evidence("2101", id);
  ASSERT_TRUE(all);
  ASSERT_THAT(*all, SizeIs(3));
  EXPECT_EQ(all->front().signal, 11);
  EXPECT_EQ(all->front().last_words, "kata terakhir");
  EXPECT_EQ(all->front().message, "killed by SIGSEGV");
  EXPECT_TRUE(end_fact(id)->dead);
}

TEST_F(AttemptEndings, GarbageAndNoiseDoNoHarmToASuccess) {
  const JobView job = run("garbage 100000; say x; shout 1000000; write a.txt a; exit 0");
  EXPECT_EQ(job.state, JobState::succeeded);
}

TEST_F(AttemptEndings, WithoutProgressTheChildIsEndedAsStalled) {
  settings_.stall = milliseconds(100);
  const JobView job = run("progress membaca 1 2; hang");
  EXPECT_EQ(job.state, JobState::retrying);
  EXPECT_EQ(code_of(job), "child_stalled");
  EXPECT_EQ(evidence(job.spec.id)->signal, SIGTERM);
}

TEST_F(AttemptEndings, GarbageIsNoProgress) {
  settings_.stall = milliseconds(100);
  EXPECT_EQ(code_of(run("garbage 1000; say {\"x\":1}; hang")), "child_stalled");
}

TEST_F(AttemptEndings, AChildThatIgnoresTermIsKilled) {
  settings_.stall = milliseconds(3000);  // from its start: by then it ignores SIGTERM
  settings_.kill_after = milliseconds(50);
  const JobView job = run("stubborn; hang");
  EXPECT_EQ(code_of(job), "child_stalled");
  EXPECT_EQ(evidence(job.spec.id)->signal, SIGKILL);
}

TEST_F(AttemptEndings, LongerThanAllowedIsOvertime) {
  settings_.wall = milliseconds(100);
  EXPECT_EQ(code_of(run("hang")), "child_overtime");
}

TEST_F(AttemptEndings, AChildThatCannotStartSaysNothingAboutTheJob) {
  settings_.child = folder_.path() / "missing";
  const JobView job = run("exit 0");
  EXPECT_EQ(job.state, JobState::retrying);
  EXPECT_EQ(job.strikes, 0);
  EXPECT_EQ(job.retries, 1);
  EXPECT_THAT(evidence(job.spec.id)->message, HasSubstr("No such file"));
}

TEST_F(AttemptEndings, TheChildGetsNothingOfOursButItsInputs) {
  const storage::Descriptor inheritable(::fcntl(STDERR_FILENO, F_DUPFD, 200));
  const std::string id = add_job(payload::Check{{file_input("surroundings; exit 0"), file_input("b")}});
  EXPECT_TRUE(slot().run_once());
  const std::string text = text_of(job_folder(id) / view(id).folder / "surroundings.txt");
  EXPECT_EQ(text, "fd 0\nfd 1\nfd 2\nfd 3\nfd 4\nfd 5\nenv LC_ALL=C.UTF-8\nleader 1\ninput d\ninput d\n");
}

TEST_F(AttemptEndings, APayloadThatIsDamagedIsAStrikeWithoutAChild) {
  queue::JobSpec spec;
  spec.id = job_id(99);
  spec.district = "2101";
  spec.kind = "preprocess";
  spec.payload = R"({"x":1})";
  storage::JobFact fact;
  fact.id = spec.id;
  fact.district = spec.district;
  fact.kind = spec.kind;
  fact.payload = spec.payload;
  ASSERT_TRUE(jobs_.write_job(fact));
  ASSERT_TRUE(queue_->enqueue({&spec, 1}));
  EXPECT_TRUE(slot().run_once());
  EXPECT_EQ(view(spec.id).state, JobState::retrying);
  EXPECT_EQ(view(spec.id).strikes, 1);
  EXPECT_EQ(evidence(spec.id)->code, "internal");
}

}  // namespace
}  // namespace sipro::test
