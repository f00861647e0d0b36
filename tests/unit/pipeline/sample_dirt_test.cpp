#include "pipeline/sample_dirt.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>

#include "pipeline/sample_trade.hpp"

namespace sipro::pipeline {
namespace {

using trade::Flow;
using trade::Variable;

struct Soiled {
  SampleRow before;
  SampleRow row;
  SampleRow earlier;
  SampleColumns columns;

  [[nodiscard]] const std::string& now(Variable variable) const { return columns[variable].value(row[variable]); }
  [[nodiscard]] const std::string& was(Variable variable) const { return columns[variable].value(before[variable]); }
  [[nodiscard]] bool text_changed(Variable variable) const { return row[variable] != before[variable]; }
};

SampleRow make_row(SampleColumns& columns, const std::string& country_code, const std::string& country) {
  SampleRow row;
  row.month = 4;
  row.year = 2025;
  row.value_usd = 28139.21;
  row.weight_kg = 29890;
  const std::pair<Variable, std::string> cells[] = {{Variable::propinsi, "21"},
                                                    {Variable::pelabuhan, "21248"},
                                                    {Variable::hs, "03022900"},
                                                    {Variable::negara, country_code},
                                                    {Variable::provasal, "19"},
                                                    {Variable::hsdua, "03"},
                                                    {Variable::kabkot, "KARIMUN"},
                                                    {Variable::negara2, country},
                                                    {Variable::pelabuhan1, "TANJUNG BALAI KARIMUN"},
                                                    {Variable::hs2, "Ikan"},
                                                    {Variable::jenis, "NON MIGAS"},
                                                    {Variable::sektor, "PERTANIAN"},
                                                    {Variable::komoditi, "Ikan segar"}};
  for (const auto& [variable, text] : cells) row[variable] = columns[variable].code(text);
  return row;
}

Soiled soiled(Dirt kind, std::uint64_t seed = 1) {
  Soiled out;
  out.earlier = make_row(out.columns, "122", "Singapura");
  out.before = make_row(out.columns, "124", "Malaysia");
  out.row = out.before;
  Random random(seed);
  soil(kind, out.row, &out.earlier, out.columns, random);
  return out;
}

bool is_digits(const std::string& text) { return text.find_first_not_of("0123456789") == std::string::npos; }

struct Case {
  Dirt kind;
  std::function<bool(const Soiled&)> marked;
};

std::vector<Case> cases() {
  return {
      {Dirt::other_district,
       [](const Soiled& s) { return s.now(Variable::kabkot) != "KARIMUN" && !s.now(Variable::kabkot).empty(); }},
      {Dirt::month_invalid, [](const Soiled& s) { return s.row.month < 1 || s.row.month > 12; }},
      {Dirt::year_invalid, [](const Soiled& s) { return s.row.year < 2000 || s.row.year > 2098; }},
      {Dirt::value_missing, [](const Soiled& s) { return std::isnan(s.row.value_usd); }},
      {Dirt::value_negative, [](const Soiled& s) { return s.row.value_usd == -28139.21; }},
      {Dirt::kind_unknown, [](const Soiled& s) { return s.text_changed(Variable::jenis); }},
      {Dirt::kind_spelling, [](const Soiled& s) { return s.now(Variable::jenis) == "Non-Migas"; }},
      {Dirt::hs_invalid,
       [](const Soiled& s) { return !is_digits(s.now(Variable::hs)) || s.now(Variable::hs).size() < 7; }},
      {Dirt::hs_empty, [](const Soiled& s) { return s.now(Variable::hs).empty(); }},
      {Dirt::hs_7_digits, [](const Soiled& s) { return s.now(Variable::hs) == "3022900"; }},
      {Dirt::hs_9_digits, [](const Soiled& s) { return s.now(Variable::hs) == "302290000"; }},
      {Dirt::hs_10_digits, [](const Soiled& s) { return s.now(Variable::hs) == "0302290000"; }},
      {Dirt::hs_dots, [](const Soiled& s) { return s.now(Variable::hs) == "0302.29.00"; }},
      {Dirt::chapter_mismatch,
       [](const Soiled& s) { return s.now(Variable::hsdua) == "84" && !s.text_changed(Variable::hs); }},
      {Dirt::weight_missing, [](const Soiled& s) { return std::isnan(s.row.weight_kg); }},
      {Dirt::weight_negative, [](const Soiled& s) { return s.row.weight_kg == -29890; }},
      {Dirt::value_zero, [](const Soiled& s) { return s.row.value_usd == 0; }},
      {Dirt::sector_empty, [](const Soiled& s) { return s.now(Variable::sektor).empty(); }},
      {Dirt::country_empty,
       [](const Soiled& s) { return s.now(Variable::negara).empty() && s.now(Variable::negara2).empty(); }},
      {Dirt::port_empty,
       [](const Soiled& s) { return s.now(Variable::pelabuhan).empty() && s.now(Variable::pelabuhan1).empty(); }},
      {Dirt::country_variant,
       [](const Soiled& s) { return s.now(Variable::negara2) == "MALAYSIA" && !s.text_changed(Variable::negara); }},
      {Dirt::port_variant,
       [](const Soiled& s) { return s.text_changed(Variable::pelabuhan1) && !s.text_changed(Variable::pelabuhan); }},
      {Dirt::chapter_variant, [](const Soiled& s) { return s.now(Variable::hs2) == "IKAN"; }},
      {Dirt::name_shared,
       [](const Soiled& s) { return s.now(Variable::negara) == "624" && s.now(Variable::negara2) == "Malaysia"; }},
      {Dirt::duplicate_row,
       [](const Soiled& s) { return s.row.code == s.earlier.code && s.row.value_usd == s.earlier.value_usd; }},
      {Dirt::duplicate_key,
       [](const Soiled& s) { return s.row.code == s.earlier.code && s.row.value_usd != s.earlier.value_usd; }},
      {Dirt::blanks,
       [](const Soiled& s) { return s.row.code != s.before.code && s.row.value_usd == s.before.value_usd; }},
  };
}

TEST(SampleDirt, EachKindLeavesItsMark) {
  const auto marks = cases();
  ASSERT_EQ(marks.size(), all_dirt().size());
  for (const auto& [kind, marked] : marks) {
    for (std::uint64_t seed = 0; seed < 8; ++seed)
      EXPECT_TRUE(marked(soiled(kind, seed))) << to_string(kind) << ", seed " << seed;
  }
}

TEST(SampleDirt, ADuplicateWithoutAnEarlierRowGetsBlanks) {
  SampleColumns columns;
  const SampleRow before = make_row(columns, "124", "Malaysia");
  SampleRow row = before;
  Random random(3);
  soil(Dirt::duplicate_row, row, nullptr, columns, random);
  EXPECT_NE(row.code, before.code);
}

TEST(SampleDirt, ComesInTheShareAskedForAndKindsInTurn) {
  std::vector<Variable> texts;
  for (const auto& variable : trade::variables()) {
    if (!variable.number) texts.push_back(variable.variable);
  }
  for (const auto& [percent, expected] : {std::pair(0.0, 0U), std::pair(2.5, 31U), std::pair(100.0, 1250U)}) {
    const SampleTrade trade({1, Flow::ekspor, 1250, {2023, 1}, {2025, 5}, texts, percent, all_dirt()});
    SampleColumns columns = trade.empty_columns();
    std::uint64_t dirty = 0;
    for (const auto& month : trade.months()) dirty += trade.append(month, columns);
    EXPECT_EQ(dirty, expected) << percent << " percent";
    EXPECT_EQ(columns.rows(), 1250U);
  }
  const SampleTrade trade(
      {1, Flow::ekspor, 1250, {2023, 1}, {2025, 5}, texts, 10, {Dirt::value_missing, Dirt::hs_empty}});
  SampleColumns columns = trade.empty_columns();
  for (const auto& month : trade.months()) trade.append(month, columns);
  EXPECT_EQ(
      std::count_if(columns.value_usd.begin(), columns.value_usd.end(), [](double value) { return std::isnan(value); }),
      63);
  std::size_t without_hs = 0;
  for (std::size_t row = 0; row < columns.rows(); ++row)
    without_hs += columns[Variable::hs].column()[row].empty() ? 1U : 0U;
  EXPECT_EQ(without_hs, 62U);
}

}  // namespace
}  // namespace sipro::pipeline
