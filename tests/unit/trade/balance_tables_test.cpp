#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/table_text.hpp"

namespace sipro::trade {
namespace {

using test::labels;
using test::lines;
using test::own_notes;
using test::Row;
using test::table;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Period kApril{2025, 4};

struct Month {
  Period period;
  double million = 0;
  bool migas = false;
};

std::vector<Table> balance(const std::vector<Month>& ekspor, const std::vector<Month>& impor, Period asked,
                           Gaps gaps = Gaps::absent) {
  const auto cube = [](Flow flow, const std::vector<Month>& months) {
    std::vector<Row> rows;
    for (const auto& month : months) {
      rows.push_back({.period = month.period, .value_usd = month.million * 1e6, .migas = month.migas});
    }
    return test::cube_of(flow, rows);
  };
  return balance_tables(cube(Flow::ekspor, ekspor), cube(Flow::impor, impor), test::request(asked), gaps);
}

/// The same amount in January to April 2025.
std::vector<Month> four_months(double million) {
  return {{{2025, 1}, million}, {{2025, 2}, million}, {{2025, 3}, million}, {{2025, 4}, million}};
}

TEST(BalanceTables, ShowTheMonthAndTheMonthsSinceJanuary) {
  auto ekspor = four_months(5);
  ekspor.push_back({kApril, 2, true});
  const auto tables = balance(ekspor, four_months(6), kApril);
  ASSERT_EQ(tables.size(), 3U);
  const Table& now = table(tables, "N01");
  EXPECT_EQ(now.heading, "Tabel 1. Nilai Neraca Perdagangan, Kabupaten Karimun, April 2025 (Juta US$)");
  EXPECT_EQ(labels(now), "Uraian | Ekspor | Impor | Neraca Perdagangan");
  EXPECT_THAT(lines(now), ElementsAre("Apr 2025 | - | - | -", "Total Ekspor/Impor | 7,00 | 6,00 | 1,00",
                                      "- Migas | 2,00 | 0 | 2,00", "- Non Migas | 5,00 | 6,00 | -1,00",
                                      "Jan - Apr 2025 | - | - | -", "Total Ekspor/Impor | 22,00 | 24,00 | -2,00",
                                      "- Migas | 2,00 | 0 | 2,00", "- Non Migas | 20,00 | 24,00 | -4,00"))
      << "a part without rows is 0 where its flow has data";
  EXPECT_THAT(own_notes(now), IsEmpty());
  EXPECT_TRUE(now.balance());
}

TEST(BalanceTables, HaveOneBlockInJanuary) {
  const auto tables = balance({{{2025, 1}, 3}}, {{{2025, 1}, 3}}, {2025, 1});
  EXPECT_THAT(lines(table(tables, "N01")), ElementsAre("Jan 2025 | - | - | -", "Total Ekspor/Impor | 3,00 | 3,00 | 0",
                                                       "- Migas | 0 | 0 | 0", "- Non Migas | 3,00 | 3,00 | 0"));
  EXPECT_THAT(lines(table(tables, "N03")), ElementsAre("Jan 2025 | 0"));
}

TEST(BalanceTables, AMonthOfOneFlowIsNoSurplus) {
  auto impor = four_months(6);
  impor.erase(impor.begin() + 2);
  const auto tables = balance(four_months(5), impor, kApril);
  EXPECT_THAT(
      lines(table(tables, "N01")),
      ElementsAre("Apr 2025 | - | - | -", "Total Ekspor/Impor | 5,00 | 6,00 | -1,00", "- Migas | 0 | 0 | 0",
                  "- Non Migas | 5,00 | 6,00 | -1,00", "Jan - Apr 2025 | - | - | -",
                  "Total Ekspor/Impor | 20,00 | 18,00 | -", "- Migas | 0 | 0 | -", "- Non Migas | 20,00 | 18,00 | -"));
  const auto months = lines(table(tables, "N02"));
  EXPECT_EQ(months[1], "Februari | -1,00");
  EXPECT_EQ(months[2], "Maret | -");
  EXPECT_EQ(months[4], "Mei | ");
  EXPECT_EQ(months.size(), 12U) << "no row Jumlah";
  EXPECT_THAT(lines(table(tables, "N03")), ElementsAre("Jan - Apr 2025 | -"));
  for (const auto& each : tables) {
    EXPECT_THAT(own_notes(each), ElementsAre("Data impor bulan Mar 2025 tidak ada.")) << each.id;
  }
}

TEST(BalanceTables, AMonthOfImportsAloneIsNoDeficit) {
  auto ekspor = four_months(5);
  ekspor.erase(ekspor.begin() + 1);
  const auto tables = balance(ekspor, four_months(6), kApril);
  EXPECT_EQ(lines(table(tables, "N01"))[5], "Total Ekspor/Impor | 15,00 | 24,00 | -");
  EXPECT_EQ(lines(table(tables, "N02"))[1], "Februari | -");
  EXPECT_THAT(lines(table(tables, "N03")), ElementsAre("Jan - Apr 2025 | -"));
  EXPECT_THAT(own_notes(table(tables, "N03")), ElementsAre("Data ekspor bulan Feb 2025 tidak ada."));
}

TEST(BalanceTables, CountMissingMonthsAsZeroWhereTheDistrictSaysSo) {
  auto ekspor = four_months(5);
  ekspor.erase(ekspor.begin());
  auto impor = four_months(6);
  impor.pop_back();
  const auto tables = balance(ekspor, impor, kApril, Gaps::zero);
  EXPECT_THAT(lines(table(tables, "N01")),
              ElementsAre("Apr 2025 | - | - | -", "Total Ekspor/Impor | 5,00 | 0 | 5,00", "- Migas | 0 | 0 | 0",
                          "- Non Migas | 5,00 | 0 | 5,00", "Jan - Apr 2025 | - | - | -",
                          "Total Ekspor/Impor | 15,00 | 18,00 | -3,00", "- Migas | 0 | 0 | 0",
                          "- Non Migas | 15,00 | 18,00 | -3,00"));
  EXPECT_EQ(lines(table(tables, "N02"))[0], "Januari | -6,00");
  EXPECT_EQ(lines(table(tables, "N02"))[4], "Mei | ") << "after the month asked for";
  EXPECT_THAT(lines(table(tables, "N03")), ElementsAre("Jan - Apr 2025 | -3,00"));
  for (const auto& each : tables) {
    EXPECT_THAT(own_notes(each), ElementsAre("Data ekspor bulan Jan 2025 tidak ada, dihitung 0.",
                                             "Data impor bulan Apr 2025 tidak ada, dihitung 0."))
        << each.id;
  }
}

TEST(BalanceTables, AMonthThatNeitherFlowHasLeavesTheCumulativeBalance) {
  auto ekspor = four_months(5);
  auto impor = four_months(6);
  ekspor.erase(ekspor.begin() + 1);
  impor.erase(impor.begin() + 1);
  const auto tables = balance(ekspor, impor, kApril);
  EXPECT_THAT(lines(table(tables, "N03")), ElementsAre("Jan - Apr 2025 | -3,00"));
  EXPECT_EQ(lines(table(tables, "N02"))[1], "Februari | -");
  EXPECT_THAT(own_notes(table(tables, "N03")),
              ElementsAre("Data ekspor bulan Feb 2025 tidak ada.", "Data impor bulan Feb 2025 tidak ada."));
}

TEST(BalanceTables, ShowTheYearsThatBothFlowsHave) {
  auto ekspor = four_months(5);
  auto impor = four_months(6);
  ekspor.insert(ekspor.end(), {{{2022, 1}, 9}, {{2023, 1}, 9}, {{2024, 8}, 9}, {{2025, 5}, 100}, {{2026, 1}, 9}});
  impor.insert(impor.end(), {{{2021, 1}, 9}, {{2023, 1}, 2}, {{2024, 8}, 4}, {{2024, 9}, 4}, {{2026, 1}, 9}});
  const auto tables = balance(ekspor, impor, kApril);
  const Table& months = table(tables, "N02");
  EXPECT_EQ(labels(months),
            "Bulan | Nilai Neraca Perdagangan 2023 | Nilai Neraca Perdagangan 2024 | Nilai Neraca Perdagangan 2025");
  EXPECT_EQ(lines(months)[0], "Januari | 7,00 | - | -1,00");
  EXPECT_EQ(lines(months)[7], "Agustus | - | 5,00 | ");
  EXPECT_EQ(lines(months)[8], "September | - | - | ");
  EXPECT_EQ(labels(table(tables, "N03")), "Periode | Nilai Neraca Perdagangan Kumulatif");
  EXPECT_THAT(lines(table(tables, "N03")),
              ElementsAre("Jan - Apr 2023 | 7,00", "Jan - Apr 2024 | -", "Jan - Apr 2025 | -4,00"));
  EXPECT_THAT(own_notes(table(tables, "N03")), ElementsAre("Data ekspor bulan Feb, Mar, Apr 2023 tidak ada.",
                                                           "Data impor bulan Feb, Mar, Apr 2023 tidak ada.",
                                                           "Data ekspor bulan Jan, Feb, Mar, Apr 2024 tidak ada.",
                                                           "Data impor bulan Jan, Feb, Mar, Apr 2024 tidak ada."));
  EXPECT_THAT(
      own_notes(months),
      testing::Contains("Data ekspor bulan Jan, Feb, Mar, Apr, Mei, Jun, Jul, Sep, Okt, Nov, Des 2024 tidak ada."));
}

TEST(BalanceTables, AYearOfOneFlowStillShowsItsSums) {
  const auto tables = balance(four_months(5), {{{2024, 4}, 6}}, kApril);
  EXPECT_THAT(lines(table(tables, "N01")),
              ElementsAre("Apr 2025 | - | - | -", "Total Ekspor/Impor | 5,00 | - | -", "- Migas | 0 | - | -",
                          "- Non Migas | 5,00 | - | -", "Jan - Apr 2025 | - | - | -",
                          "Total Ekspor/Impor | 20,00 | - | -", "- Migas | 0 | - | -", "- Non Migas | 20,00 | - | -"));
  EXPECT_EQ(labels(table(tables, "N02")), "Bulan") << "no year is common";
  EXPECT_THAT(table(tables, "N03").rows, IsEmpty());
  for (const auto& each : tables) {
    EXPECT_THAT(own_notes(each), ElementsAre("Data impor tahun 2025 (Jan, Feb, Mar, Apr) tidak ada.")) << each.id;
  }
}

TEST(BalanceTables, TheDifferenceIsTakenBeforeRounding) {
  // 2^53 + 1 has no double: rounding each side first would give 0.
  const Row big{.period = kApril, .value_usd = 0x1p53};
  const Row one{.period = kApril, .value_usd = 1};
  const auto tables = balance_tables(test::cube_of(Flow::ekspor, {big, one}), test::cube_of(Flow::impor, {big}),
                                     test::request(kApril), Gaps::absent);
  EXPECT_EQ(table(tables, "N01").rows[1][3].number, 1e-6);
}

}  // namespace
}  // namespace sipro::trade
