#include "trade/period_totals.hpp"

#include <gtest/gtest.h>

#include "support/dataset_builder.hpp"

namespace sipro::trade {
namespace {

TEST(PeriodTotals, EachPeriodOnceTheEarliestFirst) {
  const Dataset data = test::DatasetBuilder(Flow::ekspor)
                           .add({.period = {2025, 1}, .value_usd = 10, .weight_kg = 1})
                           .add({.period = {2024, 12}, .value_usd = 0.1, .weight_kg = 2})
                           .add({.period = {2025, 1}, .value_usd = 20, .weight_kg = test::kMissingWeight})
                           .add({.period = {2024, 12}, .value_usd = 0.2, .weight_kg = 3})
                           .add({.period = {2024, 12}, .value_usd = 1e16, .weight_kg = 0})
                           .build();
  const auto totals = period_totals(data);
  ASSERT_EQ(totals.size(), 2U);
  EXPECT_EQ(totals[0].period, (Period{2024, 12}));
  EXPECT_EQ(totals[0].rows, 3U);
  EXPECT_EQ(totals[0].value_usd.value(), 1e16);  // 0.3 is lost once, at the end
  EXPECT_EQ(totals[0].weight_kg.value(), 5);
  EXPECT_EQ(totals[1].period, (Period{2025, 1}));
  EXPECT_EQ(totals[1].rows, 2U);
  EXPECT_EQ(totals[1].value_usd.value(), 30);
  EXPECT_EQ(totals[1].weight_kg.value(), 1);
}

TEST(PeriodTotals, RowsThatWereNotKeptDontCount) {
  Dataset data = test::DatasetBuilder(Flow::impor)
                     .add({.period = {2025, 1}, .value_usd = 10})
                     .add({.period = {2025, 2}, .value_usd = 20})
                     .build();
  std::erase(data.order, 0U);
  const auto totals = period_totals(data);
  ASSERT_EQ(totals.size(), 1U);
  EXPECT_EQ(totals[0].period, (Period{2025, 2}));
}

}  // namespace
}  // namespace sipro::trade
