#include "api/daily_limit.hpp"

#include <gtest/gtest.h>

namespace sipro::gateway {
namespace {

using namespace std::chrono_literals;

TEST(DayOf, IsThatOfTheZone) {
  struct Case {
    const char* now;
    const char* date;
    std::chrono::seconds left;
  };
  for (const Case& one : std::initializer_list<Case>{
           {"2026-11-25T00:00:00+07:00", "2026-11-25", 24h},
           {"2026-11-25T23:59:59+07:00", "2026-11-25", 1s},
           {"2026-11-25T23:59:59+09:00", "2026-11-25", 1s},
           {"2026-12-31T20:00:00+08:00", "2026-12-31", 4h},
           {"2024-02-29T12:00:00+07:00", "2024-02-29", 12h},
       }) {
    const LocalDay day = day_of(parse_moment(one.now).value());
    EXPECT_EQ(day.date, one.date) << one.now;
    EXPECT_EQ(day.left, one.left) << one.now;
  }
}

}  // namespace
}  // namespace sipro::gateway
