#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/table_text.hpp"

namespace sipro::trade {
namespace {

std::vector<Table> all_tables(const std::vector<test::Row>& ekspor, const std::vector<test::Row>& impor, Period asked) {
  const Cube exports = test::cube_of(Flow::ekspor, ekspor);
  const Cube imports = test::cube_of(Flow::impor, impor);
  auto tables = flow_tables(exports, test::request(asked));
  for (auto&& table : flow_tables(imports, test::request(asked))) tables.push_back(std::move(table));
  for (auto&& table : balance_tables(exports, imports, test::request(asked), Gaps::absent)) {
    tables.push_back(std::move(table));
  }
  return tables;
}

bool all_hold(const std::vector<Agreement>& checks) {
  return std::all_of(checks.begin(), checks.end(), [](const Agreement& check) { return check.holds; });
}

TEST(Agreements, HoldForTablesOfAnyData) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const std::size_t rows = seed % 3 == 0 ? 1 : 40 * seed;
    for (const Period asked : {Period{2025, 4}, Period{2025, 1}, Period{2024, 12}}) {
      auto ekspor = test::random_rows(seed, rows);
      auto impor = test::random_rows(seed + 100, rows);
      ekspor.push_back({.period = asked, .value_usd = 0.01});
      impor.push_back({.period = asked, .value_usd = 12'345.67});
      for (const auto& check : agreements(all_tables(ekspor, impor, asked))) {
        EXPECT_TRUE(check.holds) << "seed " << seed << ", " << asked.iso() << ": " << check.what << ": " << check.left
                                 << " / " << check.right;
      }
    }
  }
}

TEST(Agreements, NameFlowFiguresPeriodAndUnit) {
  std::vector<std::string> names;
  const auto rows = test::random_rows(4, 2000);
  for (const auto& check : agreements(all_tables(rows, rows, {2025, 4}))) names.push_back(check.what);
  using testing::Contains;
  EXPECT_THAT(names, Contains("Ekspor: jumlah pelabuhan = total, Apr 2025 (juta US$)"));
  EXPECT_THAT(names, Contains("Ekspor: jumlah negara = total, Jan - Apr 2025 (juta US$)"));
  EXPECT_THAT(names, Contains("Impor: jumlah sektor = total, Apr 2025 (juta US$)"));
  EXPECT_THAT(names, Contains("Impor: migas + nonmigas = total, Jan - Apr 2025 (juta US$)"));
  EXPECT_THAT(names, Contains("Impor: jumlah golongan barang nonmigas + migas = total, Apr 2025 (juta US$)"));
  EXPECT_THAT(names, Contains("Ekspor: jumlah = 100, tabel 6, Share (%)"));
  EXPECT_THAT(names, Contains("Neraca: neraca total = ekspor - impor, Apr 2025 (juta US$)"));
  EXPECT_THAT(names, testing::Each(testing::Not(testing::IsEmpty())));
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end()) << "each is named once";
}

TEST(Agreements, BreakWhenAFigureOfTheMonthAskedForIsWrong) {
  const auto rows = test::random_rows(6, 5000);
  const auto tables = all_tables(rows, test::random_rows(7, 5000), {2025, 4});
  ASSERT_TRUE(all_hold(agreements(tables)));
  struct Place {
    const char* id;
    std::size_t row;
    std::size_t column;
  };
  const std::vector<Place> places = {
      {"E01", 0, 4},  {"E01", 1, 5}, {"E01", 2, 4}, {"E01", 1, 9}, {"E02", 0, 4}, {"E02", 1, 9}, {"E03", 3, 3},
      {"E03", 12, 3}, {"E04", 2, 1}, {"E05", 0, 4}, {"E05", 0, 9}, {"E06", 0, 1}, {"E06", 1, 2}, {"E07", 0, 5},
      {"E08", 0, 4},  {"E09", 0, 2}, {"E09", 0, 3}, {"E10", 3, 3}, {"E11", 0, 1}, {"E12", 2, 1}, {"E13", 0, 5},
      {"E14", 0, 3},  {"E14", 0, 4}, {"E15", 0, 2}, {"E15", 0, 3}, {"I01", 0, 4}, {"I13", 0, 6}, {"N01", 1, 1},
      {"N01", 2, 2},  {"N01", 3, 3}, {"N01", 5, 3}, {"N02", 3, 3}, {"N03", 2, 1}};
  for (const auto& [id, row, column] : places) {
    auto changed = tables;
    for (auto& table : changed) {
      if (table.id == id) table.rows.at(row).at(column) = Cell::of(table.rows[row][column].number * (1 + 1e-7) + 1e-6);
    }
    EXPECT_FALSE(all_hold(agreements(changed))) << id << " row " << row << " column " << column;
  }
}

TEST(Agreements, LeaveOutWhatIsAbsent) {
  const Period asked{2025, 4};
  const test::Row row{.period = asked, .value_usd = 0, .weight_kg = 0};
  auto tables = balance_tables(test::cube_of(Flow::ekspor, {row}), test::cube_of(Flow::impor, {}), test::request(asked),
                               Gaps::absent);
  for (auto&& table : test::export_tables({row}, asked)) tables.push_back(std::move(table));
  for (const auto& check : agreements(tables)) {
    EXPECT_TRUE(check.holds) << check.what;
    EXPECT_EQ(check.what.find("100"), std::string::npos) << "no shares of nothing";
    EXPECT_EQ(check.what.find("neraca"), std::string::npos) << "no balance of one flow";
  }
  EXPECT_TRUE(agreements({}).empty());
}

}  // namespace
}  // namespace sipro::trade
