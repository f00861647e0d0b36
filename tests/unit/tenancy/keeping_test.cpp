#include "tenancy/keeping.hpp"

#include <gtest/gtest.h>

#include "base/moment.hpp"
#include "tenancy/districts.hpp"

namespace sipro::tenancy {
namespace {

using std::chrono::year_month_day;
using namespace std::chrono_literals;

std::chrono::system_clock::time_point at(const char* time) { return parse_moment(time)->utc; }

year_month_day day(int year, unsigned month, unsigned number) {
  return {std::chrono::year(year), std::chrono::month(month), std::chrono::day(number)};
}

TEST(Keeping, AJobIsKeptForMonthsOfTheCalendar) {
  EXPECT_EQ(kept_until(at("2026-11-28T10:00:00+07:00"), {30, 14}, 7h), day(2028, 1, 28));
  EXPECT_EQ(kept_until(at("2026-12-31T10:00:00+07:00"), {30, 14}, 7h), day(2028, 2, 29)) << "a shorter month ends";
  EXPECT_EQ(kept_until(at("2026-12-31T10:00:00+07:00"), {30, 2}, 7h), day(2027, 2, 28));
  EXPECT_EQ(kept_until(at("2026-11-30T23:30:00+07:00"), {30, 1}, 9h), day(2027, 1, 1)) << "December 1 in the east";
}

TEST(Keeping, TheLastDayIsStillWhole) {
  const auto last = day(2028, 1, 28);
  EXPECT_FALSE(is_over(last, at("2028-01-28T23:59:59+07:00"), 7h));
  EXPECT_TRUE(is_over(last, at("2028-01-29T00:00:00+07:00"), 7h));
  EXPECT_TRUE(is_over(last, at("2028-01-28T22:00:00+07:00"), 9h)) << "the day ends earlier in the east";
}

TEST(Keeping, ADistrictHasItsOwnOrTheInstallations) {
  const auto parsed = parse_districts(R"({"uploads_days": 60, "districts": [
    {"id": "2101", "name": "Kabupaten Karimun", "kabkot": "KARIMUN", "jobs_months": 24},
    {"id": "2171", "name": "Kota Batam", "kabkot": "BATAM", "uploads_days": 7}]})");
  ASSERT_TRUE(parsed) << parsed.error().context;
  EXPECT_EQ(parsed->keeping(), (Keeping{60, 14}));
  EXPECT_EQ(parsed->districts[0].keeping, (Keeping{60, 24}));
  EXPECT_EQ(parsed->districts[1].keeping, (Keeping{7, 14}));
  const auto again = parse_districts(to_json(*parsed));
  ASSERT_TRUE(again) << again.error().context;
  EXPECT_EQ(again->districts, parsed->districts);
  EXPECT_EQ(again->keeping(), parsed->keeping());
  EXPECT_FALSE(parse_districts(R"({"jobs_months": -1, "districts": []})"));
}

}  // namespace
}  // namespace sipro::tenancy
