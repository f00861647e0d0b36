// The functions of uploads (functions/uploads.lua), each sent twice: a lost answer changes nothing. On a real Redis.
#include <gtest/gtest.h>

#include "queue/calls.hpp"
#include "queue/library.hpp"
#include "queue/redis_queue.hpp"
#include "support/redis_server.hpp"

namespace sipro::queue {
namespace {

constexpr std::chrono::hours kLife{1};

class UploadsTest : public testing::Test {
 protected:
  UploadsTest() : client_(server_.address()) {
    RedisQueue queue(server_.address(), [] { return Result<std::string>("e"); });
    EXPECT_TRUE(*queue.recovery_begin("test", std::chrono::seconds(5)));
    EXPECT_TRUE(*queue.recovery_end("test", "e"));
    stamp_ = "e:" + *client_.run_id();
  }

  redis::Reply twice(const redis::Command& command) {
    auto first = client_.run(command);
    const auto second = client_.run(command);
    EXPECT_EQ(*first->text(), *second->text()) << command[1];
    return std::move(*first);
  }
  UploadTaken take(std::string_view token, std::uint64_t offset = 0) {
    return *calls::upload_taken_answer(twice(calls::upload_take(stamp_, "u", token, offset, kLife)));
  }
  UploadHold advance(std::string_view token, std::uint64_t from, std::uint64_t to) {
    return *calls::upload_hold_answer(twice(calls::upload_advance(stamp_, "u", token, from, to, kLife)));
  }
  UploadHold end(UploadHold ended, std::string_view token = {}) {
    return *calls::upload_hold_answer(twice(calls::upload_end(stamp_, "u", "2101", ended, token, kLife)));
  }
  UploadLook look() {
    const std::vector<std::string> ids{"u", "unknown"};
    const auto looked = calls::upload_look_answer(twice(calls::upload_look(ids)));
    EXPECT_EQ(looked->size(), 2U);
    EXPECT_FALSE(looked->back().offset || looked->back().ended);
    return looked->front();
  }

  test::RedisServer server_;
  redis::Client client_;
  std::string stamp_;
};

TEST_F(UploadsTest, OnlyTheLastTakerMovesTheOffset) {
  EXPECT_EQ(take("a").offset, 0U);
  EXPECT_EQ(advance("a", 0, 10), UploadHold::held);
  EXPECT_EQ(take("b").offset, 10U);
  EXPECT_EQ(advance("a", 10, 20), UploadHold::lost);
  EXPECT_EQ(advance("b", 10, 15), UploadHold::held);
  EXPECT_EQ(look().offset, 15U);
}

TEST_F(UploadsTest, TheOffsetMovesOnlyFromWhereItStands) {
  take("a");
  EXPECT_EQ(advance("a", 5, 10), UploadHold::lost);
  EXPECT_EQ(advance("a", 0, 9'007'199'254'740'991), UploadHold::held);
  EXPECT_EQ(advance("a", 0, 5), UploadHold::lost);
  EXPECT_EQ(look().offset, 9'007'199'254'740'991U);
}

TEST_F(UploadsTest, TheLargerOfBothOffsetsCounts) {
  EXPECT_EQ(take("a", 7).offset, 7U);
  EXPECT_EQ(take("b", 3).offset, 7U);
  EXPECT_EQ(take("c", 12).offset, 12U);
}

TEST_F(UploadsTest, ALostRecordGivesNobodyTheRightToWrite) {
  take("a");
  ASSERT_EQ(client_.run({"DEL", "{sipro}:upload:u"})->error(), nullptr);
  EXPECT_EQ(advance("a", 0, 10), UploadHold::lost);
  EXPECT_FALSE(look().offset);
}

TEST_F(UploadsTest, AnEndStopsEveryWriter) {
  take("a");
  EXPECT_EQ(end(UploadHold::whole), UploadHold::whole);
  EXPECT_EQ(advance("a", 0, 10), UploadHold::whole);
  EXPECT_EQ(take("b").hold, UploadHold::whole);
  EXPECT_EQ(end(UploadHold::dropped), UploadHold::dropped);
  EXPECT_EQ(end(UploadHold::whole), UploadHold::dropped);
  EXPECT_EQ(take("b").hold, UploadHold::dropped);
  EXPECT_EQ(look().ended, UploadHold::dropped);
  EXPECT_EQ(look().district, "2101");
}

TEST_F(UploadsTest, AnEndByATokenNeedsItsHold) {
  take("a");
  take("b");
  EXPECT_EQ(end(UploadHold::dropped, "a"), UploadHold::lost);
  EXPECT_EQ(advance("b", 0, 10), UploadHold::held);
  EXPECT_EQ(end(UploadHold::dropped, "b"), UploadHold::dropped);
}

TEST_F(UploadsTest, ARecordGoesByItself) {
  take("a");
  EXPECT_GT(*client_.run({"PTTL", "{sipro}:upload:u"})->integer(), 0);
  end(UploadHold::dropped);
  EXPECT_GT(*client_.run({"PTTL", "{sipro}:upload:u"})->integer(), 0);
}

TEST_F(UploadsTest, NothingMovesForAnotherStamp) {
  take("a");
  stamp_ = "other:" + *client_.run_id();
  const auto reply = client_.run(calls::upload_advance(stamp_, "u", "a", 0, 10, kLife));
  EXPECT_EQ(calls::upload_hold_answer(*reply).error().code, Errc::recovering);
  EXPECT_EQ(look().offset, 0U);
}

}  // namespace
}  // namespace sipro::queue
