#include "redis/codec.hpp"

#include <gtest/gtest.h>

namespace sipro::redis {
namespace {

Reply one(std::string_view bytes) {
  ReplyReader reader;
  reader.feed(bytes);
  auto reply = reader.next();
  if (!reply || !*reply) {
    ADD_FAILURE() << "no reply in: " << bytes;
    return {Nil{}};
  }
  return std::move(**reply);
}

TEST(Codec, WritesCommandsWithTheLengthOfEachWord) {
  std::string out = "before";
  append_command({"SET", std::string("k\0y", 3), ""}, out);
  EXPECT_EQ(out, std::string("before*3\r\n$3\r\nSET\r\n$3\r\nk\0y\r\n$0\r\n\r\n", 34));
}

TEST(Codec, ReadsEachKindOfReply) {
  EXPECT_TRUE(one("$-1\r\n").is_nil());
  EXPECT_TRUE(one("*-1\r\n").is_nil());
  EXPECT_EQ(*one("$4\r\na\r\nb\r\n").text(), "a\r\nb");
  EXPECT_EQ(*one("+OK\r\n").text(), "OK");
  EXPECT_EQ(*one(":-9007199254740993\r\n").integer(), -9007199254740993);
  EXPECT_EQ(one("-RECOVERING wait\r\n").error()->message, "RECOVERING wait");
  const auto nested = one("*2\r\n*1\r\n:1\r\n$-1\r\n");
  ASSERT_NE(nested.array(), nullptr);
  EXPECT_EQ(*nested.array()->at(0).array()->at(0).integer(), 1);
  EXPECT_TRUE(nested.array()->at(1).is_nil());
  EXPECT_TRUE(one("*0\r\n").array()->empty());
}

TEST(Codec, ReadsRepliesThatComeByteByByteAndSeveralAtOnce) {
  ReplyReader reader;
  constexpr std::string_view kBytes = "$3\r\nabc\r\n";
  for (const char& byte : kBytes) {
    EXPECT_FALSE(reader.next()->has_value());
    reader.feed({&byte, 1});
  }
  EXPECT_EQ(*(*reader.next())->text(), "abc");
  reader.feed(":7\r\n+OK\r\n:");
  EXPECT_EQ(*(*reader.next())->integer(), 7);
  EXPECT_EQ(*(*reader.next())->text(), "OK");
  EXPECT_FALSE(reader.next()->has_value());
}

TEST(Codec, RefusesWhatIsNoReplyForGood) {
  ReplyReader reader;
  reader.feed("HTTP/1.1 400\r\n");
  EXPECT_EQ(reader.next().error().code, Errc::redis_unavailable);
  reader.feed("+OK\r\n");
  EXPECT_FALSE(reader.next().has_value());
}

}  // namespace
}  // namespace sipro::redis
