#include "base/progress.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace sipro {
namespace {

TEST(Progress, OfNobodyIsKeptNowhere) {
  const Progress progress;
  progress.begin("membaca", 5);
  progress.expect(5);
  progress.add(5);
  progress.tick();
}

TEST(Progress, CountsAPhaseFromItsBeginning) {
  ProgressState state;
  EXPECT_EQ(state.now().phase, "");
  const Progress progress(state);
  progress.begin("membaca");
  progress.expect(10);
  progress.add(4);
  progress.begin("membaca", 5);
  EXPECT_EQ(state.now().phase, "membaca");
  EXPECT_EQ(state.now().done, 4U);
  EXPECT_EQ(state.now().total, 15U);
  progress.begin("menulis", 7);
  EXPECT_EQ(state.now().done, 0U);
  EXPECT_EQ(state.now().total, 7U);
}

TEST(Progress, EveryMoveIsAChange) {
  ProgressState state;
  const Progress progress(state);
  std::uint64_t before = state.now().changes;
  const auto moved = [&] {
    const std::uint64_t now = state.now().changes;
    return now != std::exchange(before, now);
  };
  EXPECT_FALSE(moved());
  progress.begin("membaca");
  EXPECT_TRUE(moved());
  progress.add(1);
  EXPECT_TRUE(moved());
  progress.tick();
  EXPECT_TRUE(moved());
  EXPECT_EQ(state.now().done, 1U);
  EXPECT_FALSE(moved());
}

TEST(Progress, RowsAreToldInThousandsAndAtTheEnd) {
  ProgressState state;
  {
    RowProgress rows{Progress(state)};
    for (int i = 0; i < 5000; ++i) rows.row();
    EXPECT_EQ(state.now().done, 4096U);
  }
  EXPECT_EQ(state.now().done, 5000U);
}

}  // namespace
}  // namespace sipro
