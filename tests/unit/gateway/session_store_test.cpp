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

}  // namespace
}  // namespace sipro::gateway
