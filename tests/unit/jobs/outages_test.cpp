// Redis or storage is away at one call of a job, whichever: the job still ends as it should.
#include "support/faulty_files.hpp"
#include "unit/jobs/worker_bench.hpp"

namespace sipro::test {
namespace {

struct Outage {
  const char* name;
  const char* call;
  const char* script;
  JobState state;
};

class RedisAwayAt : public WorkerBench, public ::testing::WithParamInterface<Outage> {
 protected:
  /// The reply of the first such call is lost: it has taken effect.
  void drop_first(const std::string& call) {
    before_ = [this, call, dropped = std::make_shared<bool>(false)](std::string_view name) {
      if (name != call || std::exchange(*dropped, true)) return;
      server_.drop_replies(1);
      ++dropped_;
    };
  }
  unsigned dropped_ = 0;
};

TEST_P(RedisAwayAt, ALostReplyChangesNothing) {
  drop_first(GetParam().call);
  const std::string id = add_job(GetParam().script);
  while (!queue::is_terminal(view(id).state) && view(id).state != JobState::retrying) slot().run_once();
  EXPECT_EQ(dropped_, 1);
  const JobView job = view(id);
  EXPECT_EQ(job.state, GetParam().state);
  EXPECT_EQ(job.attempt, 1);
  if (queue::is_terminal(job.state) && std::string(GetParam().call) != "show") {
    EXPECT_TRUE(end_fact(id));
  }
}

INSTANTIATE_TEST_SUITE_P(Each, RedisAwayAt,
                         ::testing::Values(Outage{"Claim", "claim", "write a a; exit 0", JobState::succeeded},
                                           Outage{"Complete", "complete", "write a a; exit 0", JobState::succeeded},
                                           Outage{"Fail", "fail", "signal 11", JobState::retrying},
                                           Outage{"Show", "show", "write a a; exit 0", JobState::succeeded},
                                           Outage{"Saved", "saved", "write a a; exit 0", JobState::succeeded}),
                         [](const auto& row) { return row.param.name; });

class RedisAway : public WorkerBench {};

TEST_F(RedisAway, AResultIsToldOnceRedisIsBack) {
  unsigned tries = 0;
  before_ = [this, &tries](std::string_view call) {
    if (call == "complete") server_.set_away(++tries < 3);
  };
  EXPECT_EQ(run("write a a; exit 0").state, JobState::succeeded);
  EXPECT_EQ(tries, 3);
}

TEST_F(RedisAway, NobodyIsWaitedForOnceTheWorkerGivesUp) {
  before_ = [this](std::string_view call) {
    if (call != "complete") return;
    server_.set_away(true);
    give_up_.request_stop();
  };
  const std::string id = add_job("write a a; exit 0");
  EXPECT_TRUE(slot().run_once());
  server_.set_away(false);
  EXPECT_EQ(view(id).state, JobState::running);
}

class StorageAway : public WorkerBench {
 protected:
  storage::Files& worker_files() override { return faulty_; }

  FaultyFiles faulty_{files_};
};

struct Cause {
  int number;
  const char* code;
};

/// Every call of storage in the life of a job, one after the other, fails once; with each cause.
TEST_F(StorageAway, AtAnyCallTheJobComesRightWithoutAStrike) {
  for (const Cause& cause : {Cause{ENOSPC, "storage_full"}, Cause{EIO, "storage_unavailable"},
                             Cause{ESTALE, "storage_unavailable"}, Cause{EROFS, "storage_unavailable"}}) {
    std::size_t hits = 1;
    for (std::size_t at = 1; hits > 0; ++at) {
      SCOPED_TRACE(std::string(cause.code) + " at call " + std::to_string(at));
      const std::string id = add_job("write a a; exit 0");
      faulty_.inject({cause.number, at, "", false, {}});
      EXPECT_TRUE(slot().run_once());
      hits = faulty_.hits();
      faulty_.heal();
      const JobView after = view(id);
      if (after.state == JobState::retrying) {
        EXPECT_EQ(after.strikes, 0);
        server_.advance(std::chrono::minutes(6));
        (void)queue_->reap(3);
        EXPECT_TRUE(slot().run_once());
      }
      EXPECT_EQ(view(id).state, JobState::succeeded);
      const auto manifest = jobs_.read_manifest("2101", id, view(id).folder);
      EXPECT_TRUE(manifest && manifest->files.size() == 1);
      ASSERT_LT(at, 100);
    }
  }
}

TEST_F(StorageAway, AnAttemptThatFoundNoRoomLeavesNothingButItsEvidence) {
  const std::string id = add_job("write half.sav aaaa; error storage_full x; exit 1");
  EXPECT_TRUE(slot().run_once());
  EXPECT_EQ(view(id).state, JobState::retrying);
  EXPECT_TRUE(evidence(id).has_value());
  const auto entries = files_.list(jobs_.layout().job("2101", id));
  ASSERT_TRUE(entries);
  for (const storage::Entry& entry : *entries) EXPECT_FALSE(entry.folder) << entry.name;
}

TEST_F(StorageAway, EvidenceThatCannotBeKeptDoesNotHideTheCrash) {
  faulty_.inject({EIO, 0, "write_new", false, {}});
  const JobView job = run("signal 11");
  EXPECT_EQ(job.state, JobState::retrying);
  EXPECT_EQ(job.strikes, 1);
}

}  // namespace
}  // namespace sipro::test
