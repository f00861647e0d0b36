#include "api/revision.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace sipro::gateway {
namespace {

TEST(Revision, ReadsTheTotalsOfAResult) {
  const auto totals = parse_periods(R"({"flow":"ekspor","periods":[
    {"year":2024,"month":12,"rows":3,"value_usd":1.5,"weight_kg":2},
    {"year":2025,"month":1,"rows":1,"value_usd":7,"weight_kg":0}]})");
  ASSERT_TRUE(totals.has_value());
  EXPECT_EQ(*totals, (std::vector<PeriodTotal>{{2024, 12, 3, 1.5}, {2025, 1, 1, 7}}));
}

TEST(Revision, RefusesWhatPreprocessDoesNotWrite) {
  for (const std::string_view text :
       {"", "[]", "{}", R"({"periods":{}})", R"({"periods":[1]})", R"({"periods":[{"year":1,"month":1,"rows":1}]})",
        R"({"periods":[{"year":"x","month":1,"rows":1,"value_usd":1}]})",
        R"({"periods":[{"year":1,"month":1,"rows":-1,"value_usd":1}]})"}) {
    EXPECT_EQ(parse_periods(text).error().code, Errc::fact_damaged) << text;
  }
}

TEST(Revision, ComparesPeriodByPeriod) {
  const std::vector<PeriodTotal> before{{2024, 12, 10, 200}, {2025, 1, 5, 0}, {2025, 2, 1, 80}, {2025, 4, 4, 7}};
  const std::vector<PeriodTotal> now{{2024, 12, 12, 250}, {2025, 1, 6, 30}, {2025, 2, 1, 80}, {2025, 3, 2, 9}};
  EXPECT_EQ(compare_periods(before, now), boost::json::parse(R"([
    {"year":2024,"month":12,"before_usd":200e0,"now_usd":250e0,"difference_usd":50e0,"percent":25e0,"rows_before":10,
     "rows_now":12},
    {"year":2025,"month":1,"before_usd":0e0,"now_usd":30e0,"difference_usd":30e0,"percent":null,"rows_before":5,
     "rows_now":6},
    {"year":2025,"month":2,"before_usd":80e0,"now_usd":80e0,"difference_usd":0e0,"percent":0e0,"rows_before":1,
     "rows_now":1},
    {"year":2025,"month":3,"before_usd":null,"now_usd":9e0,"difference_usd":null,"percent":null,"rows_before":null,
     "rows_now":2},
    {"year":2025,"month":4,"before_usd":7e0,"now_usd":null,"difference_usd":null,"percent":null,"rows_before":4,
     "rows_now":null}])")
                                              .as_array());
}

TEST(Revision, AFirstDeliveryHasNothingBefore) {
  const auto told = compare_periods({}, {{2025, 1, 6, 30}});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_TRUE(told[0].at("before_usd").is_null());
  EXPECT_EQ(told[0].at("rows_now"), boost::json::value(6));
}

}  // namespace
}  // namespace sipro::gateway
