#include "trade/cube.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <map>
#include <random>
#include <tuple>

#include "support/dataset_builder.hpp"

namespace sipro::trade {
namespace {

using test::DatasetBuilder;
using test::Row;

/// A cube by names, with sums to the last bit: equal maps are equal cubes whatever the order of cells and codes.
using Key = std::tuple<Period, std::string, std::string, bool>;  // port and sector, or country and chapter
using Sums = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t>;

std::map<Key, Sums> by_name(const Cube& cube) {
  std::map<Key, Sums> out;
  const auto bits = [](const ExactSum& sum) { return std::bit_cast<std::uint64_t>(sum.value()); };
  for (const auto& cell : cube.port_cells) {
    const Key key{cell.period, cube.ports[cell.port], cube.sectors[cell.sector], cell.migas};
    const Sums sums{cell.rows, bits(cell.value_usd), bits(cell.weight_kg)};
    EXPECT_TRUE(out.emplace(key, sums).second) << "two cells of one key";
  }
  for (const auto& cell : cube.country_cells) {
    const Key key{cell.period, cube.countries[cell.country], std::to_string(cell.chapter), cell.migas};
    EXPECT_TRUE(out.emplace(key, Sums{cell.rows, bits(cell.value_usd), 0}).second) << "two cells of one key";
  }
  return out;
}

Cube cube_of(const std::vector<Row>& rows, unsigned threads = 1) {
  return build_cube(DatasetBuilder(Flow::ekspor).add(rows).build(), threads);
}

TEST(Cube, HoldsTheSumsOfEachCombination) {
  const Cube cube = cube_of({{.period = {2025, 4}, .value_usd = 1.5, .weight_kg = 10},
                             {.period = {2025, 4}, .value_usd = 2.5, .weight_kg = test::kMissingWeight},
                             {.period = {2025, 4}, .value_usd = 4, .weight_kg = 20, .migas = true}});
  const auto cells = by_name(cube);
  const auto bits = [](double value) { return std::bit_cast<std::uint64_t>(value); };
  ASSERT_EQ(cells.size(), 4U);
  EXPECT_EQ(cells.at({{2025, 4}, "TANJUNG BALAI KARIMUN", "INDUSTRI", false}), (Sums{2, bits(4.0), bits(10.0)}))
      << "a missing weight counts 0";
  EXPECT_EQ(cells.at({{2025, 4}, "Singapura", "3", false}), (Sums{2, bits(4.0), 0}));
  EXPECT_EQ(cube.flow, Flow::ekspor);
  EXPECT_EQ(cube.chapters.at(3), "Golongan 03");
}

TEST(Cube, IsTheSameForEveryNumberOfThreadsAndOrderOfRows) {
  auto rows = test::random_rows(5, 40'000);
  const auto expected = by_name(cube_of(rows));
  for (const unsigned threads : {2U, 5U}) EXPECT_EQ(by_name(cube_of(rows, threads)), expected) << threads;
  std::mt19937_64 random(3);
  std::shuffle(rows.begin(), rows.end(), random);
  EXPECT_EQ(by_name(cube_of(rows, 2)), expected);

  Dataset unsorted = DatasetBuilder(Flow::ekspor).add(rows).build();
  std::shuffle(unsorted.order.begin(), unsorted.order.end(), random);
  EXPECT_EQ(by_name(build_cube(unsorted, 2)), expected) << "the order by period is for speed only";
}

TEST(Cube, SumsOnlyTheKeptRows) {
  Dataset data = DatasetBuilder(Flow::impor)
                     .add({.period = {2025, 1}, .value_usd = 1})
                     .add({.period = {2025, 2}, .value_usd = 2, .chapter = 5})
                     .build();
  data.order = {0};
  const Cube cube = build_cube(data, 1);
  ASSERT_EQ(cube.port_cells.size(), 1U);
  ASSERT_EQ(cube.country_cells.size(), 1U);
  EXPECT_EQ(cube.port_cells[0].value_usd.value(), 1);
  EXPECT_EQ(cube.country_cells[0].value_usd.value(), 1);
  EXPECT_EQ(cube.chapters.size(), 1U);
}

TEST(Cube, TakesTheFirstOfSeveralDescriptionsByCodePoint) {
  for (const bool reversed : {false, true}) {
    std::vector<Row> rows = {{.period = {2025, 1}, .value_usd = 1, .description = "Ikan dan udang"},
                             {.period = {2025, 1}, .value_usd = 1, .description = "Ikan"},
                             {.period = {2025, 2}, .value_usd = 1, .description = "ikan"}};
    if (reversed) std::reverse(rows.begin(), rows.end());
    EXPECT_EQ(cube_of(rows).chapters.at(3), "Ikan");
  }
}

TEST(Cube, ReadsColumnsThatAFileLacksAsOneName) {
  Dataset data = DatasetBuilder(Flow::ekspor).add({.period = {2025, 1}, .value_usd = 1}).build();
  data.column(Variable::hs2) = {Codes::zeros(1), {}};
  data.column(Variable::pelabuhan1) = {Codes::zeros(1), {}};
  const Cube cube = build_cube(data, 1);
  EXPECT_EQ(cube.ports, std::vector<std::string>{""});
  EXPECT_EQ(cube.chapters.at(3), "");
}

TEST(Cube, OfNoRowsIsEmpty) { EXPECT_TRUE(build_cube(Dataset(), 2).port_cells.empty()); }

}  // namespace
}  // namespace sipro::trade
