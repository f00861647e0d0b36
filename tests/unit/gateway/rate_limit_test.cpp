#include "services/rate_limit.hpp"

#include <gtest/gtest.h>

namespace sipro::gateway {
namespace {

using namespace std::chrono_literals;

class RateLimitTest : public testing::Test {
 protected:
  /// How many of `tries` at this moment are let through.
  int passed(RateLimit& limit, std::string_view address, int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += limit.take(address, now_) ? 0 : 1;
    return count;
  }

  RateLimit::Clock::time_point now_{1h};
};

TEST_F(RateLimitTest, ABurstThenTheRate) {
  RateLimit limit(10, 30);
  EXPECT_EQ(passed(limit, "203.0.113.9", 100), 30);
  now_ += 1s;
  EXPECT_EQ(passed(limit, "203.0.113.9", 100), 10);
  now_ += 150ms;
  EXPECT_EQ(passed(limit, "203.0.113.9", 100), 1);
  now_ += 1h;
  EXPECT_EQ(passed(limit, "203.0.113.9", 100), 30);
}

TEST_F(RateLimitTest, TellsWhenThereIsATokenAgain) {
  RateLimit limit(0.1, 2);
  EXPECT_EQ(passed(limit, "203.0.113.9", 3), 2);
  EXPECT_EQ(limit.take("203.0.113.9", now_), 10s);
  now_ += 9500ms;
  EXPECT_EQ(limit.take("203.0.113.9", now_), 1s);
  now_ += 500ms;
  EXPECT_EQ(limit.take("203.0.113.9", now_), std::nullopt);
}

TEST_F(RateLimitTest, AddressesDoNotShareABucketButASubscriberDoes) {
  RateLimit limit(1, 1);
  EXPECT_EQ(passed(limit, "203.0.113.9", 2), 1);
  EXPECT_EQ(passed(limit, "203.0.113.8", 2), 1);
  EXPECT_EQ(passed(limit, "::ffff:203.0.113.8", 1), 0);
  EXPECT_EQ(passed(limit, "2001:db8::1", 2), 1);
  EXPECT_EQ(passed(limit, "2001:db8::ffff:1", 1), 0);
  EXPECT_EQ(passed(limit, "2001:db8:0:1::1", 2), 1);
  EXPECT_EQ(passed(limit, "", 2), 1);
}

TEST_F(RateLimitTest, RemembersSoManyAndForgetsTheOneThatWasSilentForLongest) {
  RateLimit limit(1, 1, 2);
  EXPECT_EQ(passed(limit, "203.0.113.1", 1), 1);
  EXPECT_EQ(passed(limit, "203.0.113.2", 1), 1);
  EXPECT_EQ(passed(limit, "203.0.113.1", 1), 0);
  EXPECT_EQ(passed(limit, "203.0.113.3", 1), 1);
  EXPECT_EQ(limit.remembered(), 2U);
  EXPECT_EQ(passed(limit, "203.0.113.1", 1), 0);
  EXPECT_EQ(passed(limit, "203.0.113.2", 1), 1);
}

TEST_F(RateLimitTest, ZeroIsNoLimit) {
  RateLimit limit(0, 1);
  EXPECT_EQ(passed(limit, "203.0.113.9", 1000), 1000);
  EXPECT_EQ(limit.remembered(), 0U);
}

}  // namespace
}  // namespace sipro::gateway
