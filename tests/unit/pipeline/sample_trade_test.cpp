#include "pipeline/sample_trade.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <tuple>

namespace sipro::pipeline {
namespace {

using trade::Flow;
using trade::Variable;

std::vector<Variable> all_texts() {
  std::vector<Variable> out;
  for (const auto& variable : trade::variables()) {
    if (!variable.number) out.push_back(variable.variable);
  }
  return out;
}

TradeRequest request_for(std::uint64_t rows, Flow flow = Flow::ekspor) {
  return {7, flow, rows, {2023, 1}, {2025, 5}, all_texts(), 0, all_dirt()};
}

SampleColumns columns_of(const TradeRequest& request) {
  const SampleTrade trade(request);
  SampleColumns columns = trade.empty_columns();
  for (const auto& month : trade.months()) trade.append(month, columns);
  return columns;
}

const std::string& cell(const SampleColumns& columns, Variable variable, std::size_t row) {
  return columns[variable].column()[row];
}

/// Sum of values by the text of a variable.
std::map<std::string, double> value_by(const SampleColumns& columns, Variable variable) {
  std::map<std::string, double> out;
  for (std::size_t row = 0; row < columns.rows(); ++row) out[cell(columns, variable, row)] += columns.value_usd[row];
  return out;
}

std::vector<std::string> by_value(const SampleColumns& columns, Variable variable) {
  std::vector<std::pair<double, std::string>> sorted;
  for (const auto& [name, value] : value_by(columns, variable)) sorted.emplace_back(-value, name);
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::string> out;
  for (const auto& [value, name] : sorted) out.push_back(name);
  return out;
}

using Key = std::tuple<int, int, std::string, std::string, std::string, std::string>;

Key key_of(const SampleColumns& columns, std::size_t row) {
  return {columns.year[row],
          columns.month[row],
          cell(columns, Variable::pelabuhan, row),
          cell(columns, Variable::hs, row),
          cell(columns, Variable::negara, row),
          cell(columns, Variable::provasal, row)};
}

std::uint64_t repeated_keys(const SampleColumns& columns) {
  std::set<Key> seen;
  std::uint64_t repeats = 0;
  for (std::size_t row = 0; row < columns.rows(); ++row) repeats += seen.insert(key_of(columns, row)).second ? 0U : 1U;
  return repeats;
}

TEST(SampleRandom, OctavesDoubleAndHalve) {
  EXPECT_EQ(octaves(0), 1);
  EXPECT_EQ(octaves(256 * 20), 1'048'576);
  EXPECT_EQ(octaves(-512), 0.25);
  EXPECT_NEAR(octaves(128), 1.4142135623730951, 1e-13);
  EXPECT_NEAR(octaves(-1), 0.99729605608547, 1e-13);
}

TEST(SampleRandom, BellHasMeanZeroAndDeviation256) {
  Random random(1);
  double sum = 0;
  double squares = 0;
  constexpr int kDraws = 20'000;
  for (int i = 0; i < kDraws; ++i) {
    const double x = random.bell();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kDraws, 0, 8);
  EXPECT_NEAR(std::sqrt(squares / kDraws), 256, 8);
}

TEST(SampleTrade, HasExactlyTheRowsAskedFor) {
  for (const std::uint64_t rows : {1U, 28U, 30U, 1250U, 25'001U}) EXPECT_EQ(columns_of(request_for(rows)).rows(), rows);
}

TEST(SampleTrade, NeverRepeatsAKey) {
  for (const Flow flow : {Flow::ekspor, Flow::impor}) {
    EXPECT_EQ(repeated_keys(columns_of(request_for(1250, flow))), 0U);
    EXPECT_EQ(repeated_keys(columns_of(request_for(60'000, flow))), 0U);
    auto country = request_for(2'100'000, flow);
    const SampleTrade trade(country);
    SampleColumns columns = trade.empty_columns();
    trade.append(trade.months()[3], columns);
    EXPECT_GT(columns.rows(), 60'000U);
    EXPECT_EQ(repeated_keys(columns), 0U);
  }
}

TEST(SampleTrade, RepeatsNoKeyWithoutProvinceOfOriginEither) {
  auto request = request_for(60'000);
  std::erase(request.kept, Variable::provasal);
  const SampleTrade trade(request);
  SampleColumns columns = trade.empty_columns();
  trade.append(trade.months()[0], columns);
  std::set<std::tuple<std::string, std::string, std::string>> keys;
  for (std::size_t row = 0; row < columns.rows(); ++row) {
    keys.emplace(cell(columns, Variable::pelabuhan, row), cell(columns, Variable::hs, row),
                 cell(columns, Variable::negara, row));
  }
  EXPECT_EQ(keys.size(), columns.rows());
}

TEST(SampleTrade, IsDecidedByTheSeed) {
  const auto first = columns_of(request_for(1250));
  const auto again = columns_of(request_for(1250));
  auto other_seed = request_for(1250);
  other_seed.seed = 8;
  EXPECT_EQ(first.value_usd, again.value_usd);
  EXPECT_EQ(first.weight_kg, again.weight_kg);
  EXPECT_NE(first.value_usd, columns_of(other_seed).value_usd);
  EXPECT_NE(first.value_usd, columns_of(request_for(1250, Flow::impor)).value_usd);
}

/// Fixed figures: another machine, compiler or order of work must give the same.
TEST(SampleTrade, GivesTheSameValuesEverywhere) {
  const auto columns = columns_of(request_for(1250));
  std::uint64_t digest = 0;
  for (std::size_t row = 0; row < columns.rows(); ++row) {
    digest = mixed(digest, std::llround(columns.value_usd[row] * 100), std::llround(columns.weight_kg[row] * 100));
    for (const char c : cell(columns, Variable::hs, row)) digest = mixed(digest, c);
  }
  EXPECT_EQ(digest, 9238219642479395771U);
}

TEST(SampleTrade, IsSkewedLikeTheDistrictsTrade) {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    auto request = request_for(1250);
    request.seed = seed;
    const auto columns = columns_of(request);
    SCOPED_TRACE(seed);
    EXPECT_EQ(by_value(columns, Variable::pelabuhan1).front(), "TANJUNG BALAI KARIMUN");
    const auto countries = by_value(columns, Variable::negara2);
    EXPECT_THAT(std::vector(countries.begin(), countries.begin() + 4), testing::Contains("Singapura"));
    EXPECT_GT(countries.size(), 25U);
    const auto kinds = value_by(columns, Variable::jenis);
    EXPECT_GT(kinds.at("MIGAS"), 3 * kinds.at("NON MIGAS"));
    EXPECT_EQ(by_value(columns, Variable::sektor).front(), "HASIL MINYAK");
    EXPECT_EQ(value_by(columns, Variable::kabkot).size(), 1U);
    double total = 0;
    for (const auto& [kind, value] : kinds) total += value;
    EXPECT_THAT(total / 29 / 1e6, testing::AllOf(testing::Gt(40), testing::Lt(1000))) << "million US$ a month";
  }
}

TEST(SampleTrade, TheMoreRowsTheWiderTheTrade) {
  const auto district = columns_of(request_for(1250));
  const auto province = columns_of(request_for(60'000));
  EXPECT_LE(by_value(district, Variable::pelabuhan).size(), 6U);
  EXPECT_GT(by_value(province, Variable::pelabuhan).size(), 20U);
  EXPECT_GT(by_value(province, Variable::hs).size(), 150U);
}

TEST(SampleTrade, MembersVanishInSomeMonths) {
  const auto columns = columns_of(request_for(1250));
  std::set<std::pair<int, int>> all;
  std::set<std::pair<int, int>> crude;
  std::map<std::string, std::set<std::pair<int, int>>> countries;
  for (std::size_t row = 0; row < columns.rows(); ++row) {
    const std::pair period(columns.year[row], columns.month[row]);
    all.insert(period);
    if (cell(columns, Variable::sektor, row) == "MINYAK MENTAH") crude.insert(period);
    countries[cell(columns, Variable::negara2, row)].insert(period);
  }
  EXPECT_EQ(all.size(), 29U);
  EXPECT_LT(crude.size(), 29U);
  EXPECT_EQ(countries["Singapura"].size(), 29U);
  EXPECT_TRUE(
      std::any_of(countries.begin(), countries.end(), [](const auto& entry) { return entry.second.size() < 20; }));
}

TEST(SampleTrade, CellsOfARowAgree) {
  const auto columns = columns_of(request_for(25'001, Flow::impor));
  const std::set<std::string> oil_sectors = {"HASIL MINYAK", "MINYAK MENTAH", "GAS"};
  std::map<std::string, std::string> names;
  for (std::size_t row = 0; row < columns.rows(); ++row) {
    const std::string& hs = cell(columns, Variable::hs, row);
    ASSERT_EQ(hs.size(), 8U);
    ASSERT_EQ(cell(columns, Variable::hsdua, row), hs.substr(0, 2));
    const bool oil_sector = oil_sectors.contains(cell(columns, Variable::sektor, row));
    ASSERT_EQ(cell(columns, Variable::jenis, row), oil_sector ? "MIGAS" : "NON MIGAS");
    for (const auto& [code, name] :
         {std::pair(Variable::negara, Variable::negara2), std::pair(Variable::pelabuhan, Variable::pelabuhan1),
          std::pair(Variable::hsdua, Variable::hs2)}) {
      const auto& known = names.try_emplace(cell(columns, code, row), cell(columns, name, row)).first->second;
      ASSERT_EQ(known, cell(columns, name, row));
    }
    ASSERT_GE(columns.value_usd[row], 1);
    ASSERT_GT(columns.weight_kg[row], 0);
  }
}

}  // namespace
}  // namespace sipro::pipeline
