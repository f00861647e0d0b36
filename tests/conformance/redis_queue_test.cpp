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

  std::unique_ptr<RedisQueue> connect(std::string epoch) {
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
  ASSERT_EQ(client_
                .run({"FUNCTION", "LOAD",
                      "#!lua name=sipro_v2\nredis.register_function('s2_claim', function() return '{}' end)"})
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
