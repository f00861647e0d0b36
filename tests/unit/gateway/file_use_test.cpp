#include "api/file_use.hpp"

#include <gtest/gtest.h>

namespace sipro::gateway {
namespace {

constexpr const char* kPath = "uploads/00000000000000000000000000000001/data";

queue::JobView job(queue::JobState state, bool dead = false) {
  queue::JobView view;
  view.state = state;
  view.dead = dead;
  view.spec.payload =
      R"({"work":"check","inputs":[{"path":"uploads/00000000000000000000000000000001/data","size":1,"name":"a.sav"}],)"
      R"("time":"2025-06-20T10:46:00+07:00"})";
  return view;
}

TEST(FileUse, AFileIsNeededUntilItsJobCanNotRunAgain) {
  for (const auto state :
       {queue::JobState::blocked, queue::JobState::queued, queue::JobState::running, queue::JobState::retrying}) {
    EXPECT_TRUE(needs(job(state), kPath)) << to_string(state);
  }
  EXPECT_FALSE(needs(job(queue::JobState::succeeded), kPath));
  EXPECT_FALSE(needs(job(queue::JobState::cancelled), kPath));
  EXPECT_FALSE(needs(job(queue::JobState::failed), kPath));
  EXPECT_TRUE(needs(job(queue::JobState::failed, true), kPath)) << "a dead letter can be replayed";
}

TEST(FileUse, OtherFilesAreNotNeeded) {
  EXPECT_FALSE(needs(job(queue::JobState::queued), "uploads/00000000000000000000000000000002/data"));
}

TEST(FileUse, APayloadThatCanNotBeReadMayNameAnyFile) {
  auto unreadable = job(queue::JobState::queued);
  unreadable.spec.payload = "{}";
  EXPECT_TRUE(needs(unreadable, kPath));
}

}  // namespace
}  // namespace sipro::gateway
