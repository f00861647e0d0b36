// What RedisQueue adds to the functions: the library, the stamp, the doorbell. On a real Redis.
#include "queue/redis_queue.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "support/redis_server.hpp"

namespace sipro::queue {
namespace {

class RedisQueueTest : public testing::Test {
 protected:
  RedisQueueTest() : client_(server_.address()) {}

  std::unique_ptr<RedisQueue> connect(const std::string& epoch) {
    return std::make_unique<RedisQueue>(server_.address(), [epoch] { return Result<std::string>(epoch); });
  }
  void open(const std::string& epoch) {
    const auto opener = connect(epoch);
    ASSERT_TRUE(*opener->recovery_begin("test", std::chrono::seconds(5)));
    ASSERT_TRUE(*opener->recovery_end("test", epoch));
  }
  static JobSpec new_job(std::string id) {
    JobSpec job;
    job.id = std::move(id);
    job.district = "2101";
    job.payload = "{}";
    job.cap = 10;
    return job;
  }

  test::RedisServer server_;
  redis::Client client_;
};

TEST_F(RedisQueueTest, LoadsTheLibraryWhereItIsMissing) {
  open("e");
  const auto queue = connect("e");
  ASSERT_TRUE(queue->stats().has_value());
  ASSERT_EQ(client_.run({"FUNCTION", "FLUSH"})->error(), nullptr);
  EXPECT_TRUE(queue->reap(3).has_value());
  EXPECT_TRUE(queue->ensure_library().has_value());
}

TEST_F(RedisQueueTest, NeverReplacesAnotherLibraryOfItsName) {
  const std::string other = library_text() + "-- another one\n";
  ASSERT_TRUE(ensure_library(client_, other).has_value());
  const auto refused = connect("e")->ensure_library();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::library_conflict);
  EXPECT_TRUE(ensure_library(client_, other).has_value());
}

TEST_F(RedisQueueTest, WorksBesideAnotherVersionOfTheLibrary) {
  const std::string next = std::to_string(kLibrary + 1);
  ASSERT_EQ(client_
                .run({"FUNCTION", "LOAD",
                      "#!lua name=sipro_v" + next + "\nredis.register_function('s" + next +
                          "_claim', function() return '{}' end)"})
                ->error(),
            nullptr);
  open("e");
  EXPECT_TRUE(connect("e")->ensure_library().has_value());
}

TEST_F(RedisQueueTest, ReadsTheEpochOnceMoreWhenItIsRefused) {
  open("new");
  unsigned reads = 0;
  RedisQueue queue(server_.address(), [&] { return Result<std::string>(++reads == 1 ? "old" : "new"); });
  EXPECT_TRUE(queue.reap(3).has_value());
  EXPECT_TRUE(queue.reap(3).has_value());
  EXPECT_EQ(reads, 2U);
}

TEST_F(RedisQueueTest, AnEpochThatIsNotTheServersIsRefused) {
  open("new");
  const auto refused = connect("old")->reap(3);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::recovering);
}

TEST_F(RedisQueueTest, AnEpochThatCannotBeReadChangesNothing) {
  open("e");
  RedisQueue queue(server_.address(), [] { return Result<std::string>(Error{Errc::storage_unavailable, "EIO"}); });
  const auto job = new_job("a");
  EXPECT_EQ(queue.enqueue({&job, 1}).error().code, Errc::recovering);
  EXPECT_FALSE(queue.show("a")->has_value());
}

TEST_F(RedisQueueTest, ARestartIsNoticedByTheFirstCallAndOverAfterARecovery) {
  open("e");
  const auto queue = connect("e");
  const auto job = new_job("a");
  ASSERT_TRUE(queue->enqueue({&job, 1}).has_value());
  server_.kill();
  EXPECT_EQ(queue->reap(3).error().code, Errc::redis_unavailable);
  server_.start();
  EXPECT_EQ(queue->reap(3).error().code, Errc::recovering);
  EXPECT_TRUE(queue->show("a")->has_value());
  open("e");
  EXPECT_TRUE(queue->reap(3).has_value());
}

TEST_F(RedisQueueTest, ARecoveryThatBeganBeforeARestartOpensNothing) {
  const auto queue = connect("e");
  ASSERT_TRUE(*queue->recovery_begin("r", std::chrono::seconds(30)));
  server_.kill();
  server_.start();
  EXPECT_FALSE(*queue->recovery_end("r", "e"));
  EXPECT_EQ(queue->reap(3).error().code, Errc::recovering);
  ASSERT_TRUE(*queue->recovery_begin("r", std::chrono::seconds(30)));
  EXPECT_TRUE(*queue->recovery_end("r", "e"));
  EXPECT_TRUE(queue->reap(3).has_value());
}

TEST_F(RedisQueueTest, TheDoorbellRingsForAJobAndForNothingElse) {
  open("e");
  const auto queue = connect("e");
  EXPECT_FALSE(*queue->wait_for_work(std::chrono::milliseconds(10)));
  const auto job = new_job("a");
  ASSERT_TRUE(queue->enqueue({&job, 1}).has_value());
  EXPECT_TRUE(*queue->wait_for_work(std::chrono::seconds(5)));
  EXPECT_FALSE(*queue->wait_for_work(std::chrono::milliseconds(10)));
}

TEST_F(RedisQueueTest, TheDoorbellWakesWhoWaits) {
  open("e");
  const auto worker = connect("e");
  bool rang = false;
  std::thread waiting([&] { rang = worker->wait_for_work(std::chrono::seconds(10)).value(); });
  const auto gateway = connect("e");
  const auto job = new_job("a");
  EXPECT_TRUE(gateway->enqueue({&job, 1}).has_value());
  waiting.join();
  EXPECT_TRUE(rang);
}

TEST_F(RedisQueueTest, TheDoorbellRingsWhenAPauseIsOver) {
  open("e");
  const auto queue = connect("e");
  const auto job = new_job("a");
  ASSERT_TRUE(queue->enqueue({&job, 1}).has_value());
  ASSERT_TRUE(queue->pause(true, "op").has_value());
  EXPECT_TRUE(*queue->wait_for_work(std::chrono::seconds(5)));
  EXPECT_FALSE(queue->claim({"w", 0, 1})->has_value());
  ASSERT_TRUE(queue->pause(false, "op").has_value());
  EXPECT_TRUE(*queue->wait_for_work(std::chrono::seconds(5)));
}

/// Breaks one place by a command of Redis; the audit has to find just that and mend it.
struct Damage {
  const char* name;
  redis::Command command;
  Mended mended;
};

class RedisQueueAudit : public RedisQueueTest, public testing::WithParamInterface<Damage> {
 protected:
  static std::vector<Mended> whole_round(RedisQueue& queue) {
    std::vector<Mended> all;
    std::string cursor = "0";
    do {
      const auto page = queue.audit(cursor);
      if (!page) return {{page.error().context, "", false}};
      all.insert(all.end(), page->mended.begin(), page->mended.end());
      cursor = page->cursor;
    } while (cursor != "0");
    return all;
  }
};

TEST_P(RedisQueueAudit, MendsWhatOneCommandBroke) {
  open("e");
  const auto queue = connect("e");
  auto running = new_job("running");
  auto queued = new_job("queued");
  auto retrying = new_job("retrying");
  retrying.delay = std::chrono::hours(1);
  auto blocked = new_job("blocked");
  blocked.after = {"running"};
  auto failed = new_job("failed");
  failed.after = {"nobody"};
  const std::vector<JobSpec> jobs = {running, queued, retrying, blocked, failed};
  ASSERT_TRUE(queue->enqueue(jobs).has_value());
  ASSERT_TRUE(queue->claim({"w", 0, 1})->has_value());
  ASSERT_TRUE(whole_round(*queue).empty());

  ASSERT_EQ(client_.run(GetParam().command)->error(), nullptr);
  const auto mended = whole_round(*queue);
  ASSERT_EQ(mended.size(), 1U);
  EXPECT_EQ(mended[0].id, GetParam().mended.id);
  EXPECT_EQ(mended[0].place, GetParam().mended.place);
  EXPECT_EQ(mended[0].added, GetParam().mended.added);
  EXPECT_TRUE(whole_round(*queue).empty());
}

INSTANTIATE_TEST_SUITE_P(
    Places, RedisQueueAudit,
    testing::Values(
        Damage{"lost_from_q", {"ZREM", "{sipro}:q:2101", "queued"}, {"queued", "q:2101", true}},
        Damage{"lost_from_waiting", {"DEL", "{sipro}:waiting"}, {"queued", "waiting", true}},
        Damage{"lost_from_lease", {"DEL", "{sipro}:lease"}, {"running", "lease", true}},
        Damage{"lost_from_running", {"DEL", "{sipro}:running:2101"}, {"running", "running:2101", true}},
        Damage{"lost_from_delayed", {"DEL", "{sipro}:delayed"}, {"retrying", "delayed", true}},
        Damage{"lost_from_blocked", {"DEL", "{sipro}:blocked"}, {"blocked", "blocked", true}},
        Damage{"lost_from_unsaved", {"DEL", "{sipro}:unsaved"}, {"failed", "unsaved", true}},
        Damage{"lost_from_backlog", {"ZREM", "{sipro}:backlog", "queued"}, {"queued", "backlog", true}},
        Damage{"lost_from_jobs", {"ZREM", "{sipro}:jobs:2101", "failed"}, {"failed", "jobs:2101", true}},
        Damage{"twice", {"ZADD", "{sipro}:lease", "1", "queued"}, {"queued", "lease", false}},
        Damage{"ghost_in_lease", {"ZADD", "{sipro}:lease", "1", "ghost"}, {"ghost", "lease", false}},
        Damage{"ghost_in_q", {"ZADD", "{sipro}:q:2101", "1", "ghost"}, {"ghost", "q:2101", false}},
        Damage{"ghost_in_running", {"SADD", "{sipro}:running:2101", "ghost"}, {"ghost", "running:2101", false}},
        Damage{"ghost_in_jobs", {"ZADD", "{sipro}:jobs:2101", "1", "ghost"}, {"ghost", "jobs:2101", false}},
        Damage{"ghost_in_dead", {"ZADD", "{sipro}:dead", "1", "ghost"}, {"ghost", "dead", false}},
        Damage{"lost_from_ring", {"DEL", "{sipro}:ring"}, {"2101", "ring", true}},
        Damage{"ghost_in_ring", {"ZADD", "{sipro}:ring", "1", "9999"}, {"9999", "ring", false}}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_F(RedisQueueTest, TheDoorbellNeverGrowsBeyondAHundred) {
  open("e");
  const auto queue = connect("e");
  for (int i = 0; i < 150; ++i) {
    const auto job = new_job(std::to_string(i));
    ASSERT_TRUE(queue->enqueue({&job, 1}).has_value());
  }
  EXPECT_EQ(*client_.run({"LLEN", "{sipro}:wake"})->integer(), 100);
}

}  // namespace
}  // namespace sipro::queue
