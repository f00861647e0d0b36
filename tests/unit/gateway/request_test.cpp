#include "http/request.hpp"

#include <gmock/gmock.h>

namespace sipro::http {
namespace {

using testing::ElementsAre;

Request request_of(std::string target) {
  Request request;
  request.target = std::move(target);
  return request;
}

TEST(SplitTarget, DecodesEachSegmentOnItsOwn) {
  Request request = request_of("/api/v1/jobs/1/results/Ekspor%2F1.%20Nilai%20%C3%A9.xlsx?x=%26&y");
  ASSERT_TRUE(split_target(request));
  EXPECT_THAT(request.path, ElementsAre("api", "v1", "jobs", "1", "results", "Ekspor/1. Nilai \xC3\xA9.xlsx"));
  EXPECT_EQ(request.query, "x=%26&y");
}

TEST(SplitTarget, TheRootIsOneEmptySegment) {
  Request request = request_of("/");
  ASSERT_TRUE(split_target(request));
  EXPECT_THAT(request.path, ElementsAre(""));
}

TEST(SplitTarget, RefusesWhatIsNoPlainPath) {
  for (const char* target : {"", "api", "http://other/api", "*", "/a/../b", "/a/%2e%2e/b", "/a/./b", "/a%00", "/a%0",
                             "/a%zz", "/a%ff", "/a#b", "/a\\b"}) {
    Request request = request_of(target);
    EXPECT_FALSE(split_target(request)) << target;
  }
}

TEST(QueryValue, IsTheFirstOfItsName) {
  Request request;
  request.query = "limit=5&q=a+b%26c&limit=9&empty=&flag&bad=%zz";
  EXPECT_EQ(request.query_value("limit"), "5");
  EXPECT_EQ(request.query_value("q"), "a b&c");
  EXPECT_EQ(request.query_value("empty"), "");
  EXPECT_EQ(request.query_value("flag"), "");
  EXPECT_EQ(request.query_value("bad"), std::nullopt);
  EXPECT_EQ(request.query_value("none"), std::nullopt);
}

TEST(Headers, AreFoundWithoutRegardToCase) {
  Headers headers;
  headers.add("X-One", "1");
  headers.add("x-ONE", "2");
  EXPECT_EQ(headers.get("x-one"), "1");
  EXPECT_EQ(headers.count("x-one"), 2U);
  EXPECT_EQ(headers.get("x-two"), std::nullopt);
}

}  // namespace
}  // namespace sipro::http
