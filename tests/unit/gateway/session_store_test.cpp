#include "services/session_store.hpp"

#include <gtest/gtest.h>

#include <string>

namespace sipro::gateway {
namespace {

redis::Reply said(std::string message) { return {redis::ServerError{std::move(message)}}; }

// A Redis that reads its data back in after a restart says so to every command: that is 503, not a defect of ours.
TEST(SessionStore, ARedisThatIsStartingIsAway) {
  const redis::Reply reply = said("LOADING Redis is loading the dataset in memory");
  EXPECT_EQ(found_session(reply).error().code, Errc::redis_unavailable);
  EXPECT_EQ(done(reply).error().code, Errc::redis_unavailable);
}

TEST(SessionStore, AFullRedisIsToldApart) {
  EXPECT_EQ(done(said("OOM command not allowed when used memory > 'maxmemory'.")).error().code, Errc::redis_full);
}

TEST(SessionStore, TheWaitGrowsWithTheGuessesAndEnds) {
  const auto seconds = [](std::int64_t guesses) {
    const auto wait = begin_wait("203.0.113.9", "login:2101", guesses);
    return wait ? wait->back() : "none";
  };
  EXPECT_EQ(seconds(4), "none");
  EXPECT_EQ(seconds(5), "1");
  EXPECT_EQ(seconds(6), "2");
  EXPECT_EQ(seconds(10), "32");
  EXPECT_EQ(seconds(14), "300");
  EXPECT_EQ(seconds(1'000'000'000), "300");
}

// Else who knows the login code has the guesses at the feature code forgiven by logging in.
TEST(SessionStore, GuessesAreCountedByAddressAndCode) {
  const std::string key = count_guess("203.0.113.9", "feature:2101").front().at(1);
  EXPECT_NE(key, count_guess("203.0.113.9", "login:2101").front().at(1));
  EXPECT_NE(key, count_guess("203.0.113.8", "feature:2101").front().at(1));
  EXPECT_NE(key, count_guess("203.0.113.9", "feature:2102").front().at(1));
  EXPECT_EQ(key, forgive("203.0.113.9", "feature:2101").at(1));
}

}  // namespace
}  // namespace sipro::gateway
