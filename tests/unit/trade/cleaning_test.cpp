#include "trade/cleaning.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/source_builder.hpp"
#include "trade/repeats.hpp"

namespace sipro::trade {
namespace {

using test::clean_row;
using test::options;
using test::source_file;
using test::SourceRow;

Cleaned clean_data(std::vector<SourceInput> inputs, const CleaningOptions& with) {
  auto outcome = clean(std::move(inputs), {}, with);
  EXPECT_TRUE(std::holds_alternative<Cleaned>(outcome));
  auto cleaned = std::get<Cleaned>(std::move(outcome));
  find_repeats(cleaned.dataset, with.threads, cleaned.report);
  return cleaned;
}

std::vector<Stop> stops_of(std::vector<SourceInput> inputs, const CleaningOptions& with) {
  auto outcome = clean(std::move(inputs), {}, with);
  EXPECT_TRUE(std::holds_alternative<std::vector<Stop>>(outcome));
  return std::get<std::vector<Stop>>(std::move(outcome));
}

const Finding* find(const Report& report, Rule rule) {
  const auto at = std::find_if(report.findings.begin(), report.findings.end(),
                               [rule](const Finding& finding) { return finding.rule == rule; });
  return at == report.findings.end() ? nullptr : &*at;
}

TEST(Cleaning, SortsByPeriodDescendingThenInputOrder) {
  const auto cleaned =
      clean_data({source_file("a.sav", {clean_row({{"TAHUN", 2024.0}}), clean_row({{"BULAN", 3.0}}),
                                        clean_row({{"HS", "01012900"}, {"HSDUA", "01"}}), clean_row()})},
                 options());
  EXPECT_EQ(cleaned.dataset.order, (std::vector<std::uint32_t>{2, 3, 1, 0}));
}

TEST(Cleaning, CleanRowsLeaveNoFinding) {
  const auto cleaned = clean_data({source_file("a.sav", {clean_row()})}, options());
  EXPECT_TRUE(cleaned.report.findings.empty());
  EXPECT_EQ(cleaned.report.kept.rows, 1U);
}

TEST(Cleaning, ARowIsRejectedOnceByTheFirstRule) {
  const auto cleaned = clean_data(
      {source_file("a.sav", {clean_row(), clean_row({{"BULAN", 13.0}, {"NILAI", -5.0}, {"JENIS", "?"}})})}, options());
  ASSERT_EQ(cleaned.report.findings.size(), 1U);
  const Finding& finding = cleaned.report.findings.front();
  EXPECT_EQ(finding.rule, Rule::month_invalid);
  EXPECT_EQ(finding.value_usd.value(), -5.0);
  EXPECT_EQ(finding.items.front().case_number, 2U);
  EXPECT_EQ(finding.items.front().value, "13");
}

TEST(Cleaning, TheNameOfMostRowsWinsThenTheLatestThenTheFirst) {
  struct Case {
    const char* why;
    std::vector<SourceRow> rows;
    const char* name;
    std::uint64_t changed;
  };
  const auto named = [](const char* name, double month) { return clean_row({{"NEGARA2", name}, {"BULAN", month}}); };
  const Case cases[] = {
      {"most rows", {named("B", 1), named("B", 2), named("A", 3)}, "B", 1},
      {"tie: latest", {named("B", 3), named("A", 1)}, "B", 1},
      {"tie: code point", {named("B", 1), named("A", 1)}, "A", 1},
      {"an empty name is filled silently", {named("B", 1), named("", 1)}, "B", 0},
  };
  for (const auto& test_case : cases) {
    const auto cleaned = clean_data({source_file("a.sav", test_case.rows)}, options());
    for (const std::uint32_t row : cleaned.dataset.order) {
      EXPECT_EQ(cleaned.dataset.column(Variable::negara2)[row], test_case.name) << test_case.why;
    }
    const Finding* finding = find(cleaned.report, Rule::name_variant);
    EXPECT_EQ(finding == nullptr ? 0 : finding->count, test_case.changed) << test_case.why;
  }
}

TEST(Cleaning, AMovedChapterTakesNoOldDescription) {
  const auto cleaned =
      clean_data({source_file("a.sav", {clean_row(), clean_row({{"HS", "27101210"}, {"HS2", "Ikan"}})})}, options());
  EXPECT_EQ(cleaned.dataset.column(Variable::hs2)[1], "Bahan bakar mineral");
  EXPECT_EQ(find(cleaned.report, Rule::name_variant), nullptr);
  EXPECT_EQ(find(cleaned.report, Rule::chapter_mismatch)->count, 1U);
}

TEST(Cleaning, RepeatsAreFoundAcrossFilesAfterCleaning) {
  auto keep = options();
  keep.overlap = Overlap::keep;
  const auto cleaned = clean_data({source_file("a.sav", {clean_row()}),
                                   source_file("b.sav", {clean_row({{"HS", "3022900"}}), clean_row({{"NILAI", 7.0}})})},
                                  keep);
  EXPECT_EQ(find(cleaned.report, Rule::duplicate_row)->count, 1U);
  EXPECT_EQ(find(cleaned.report, Rule::duplicate_key)->count, 2U);
  EXPECT_EQ(find(cleaned.report, Rule::duplicate_key)->value_usd.value(), 1007.0);
  EXPECT_EQ(find(cleaned.report, Rule::period_overlap)->count, 3U);
}

TEST(Cleaning, LatestRejectsTheEarlierFilesMonth) {
  auto latest = options();
  latest.overlap = Overlap::latest;
  const auto cleaned = clean_data(
      {source_file("a.sav", {clean_row(), clean_row({{"BULAN", 3.0}})}), source_file("b.sav", {clean_row()})}, latest);
  EXPECT_EQ(cleaned.report.kept.rows, 2U);
  EXPECT_EQ(find(cleaned.report, Rule::period_overlap)->items.front().file, 0U);
}

TEST(Cleaning, AllStopsAreToldTogetherInOrder) {
  auto fob = clean_row();
  fob["CIF"] = fob["NILAI"];
  fob.erase("NILAI");
  const auto stops = stops_of({source_file("a.sav", {fob}), source_file("b.sav", {clean_row()})}, options());
  ASSERT_EQ(stops.size(), 2U);
  EXPECT_EQ(stops[0].rule, StopRule::flow_mismatch);
  EXPECT_EQ(stops[1].rule, StopRule::period_overlap);
}

TEST(Cleaning, NothingKeptIsAStop) {
  auto district = options();
  district.district = "KARIMUN";
  const auto stops = stops_of({source_file("a.sav", {clean_row({{"KABKOT", "BATAM"}})})}, district);
  ASSERT_EQ(stops.size(), 1U);
  EXPECT_EQ(stops[0].rule, StopRule::no_data);
}

TEST(Cleaning, ThreadsChangeNothing) {
  std::vector<SourceRow> rows;
  for (int i = 0; i < 1000; ++i) {
    rows.push_back(clean_row({{"BULAN", static_cast<double>(i % 14)},
                              {"NILAI", 0.1 * i},
                              {"NEGARA2", i % 3 == 0 ? "Malaysia" : "MALAYSIA"}}));
  }
  auto four = options();
  four.threads = 4;
  const auto one = clean_data({source_file("a.sav", rows)}, options());
  const auto many = clean_data({source_file("a.sav", rows)}, four);
  EXPECT_EQ(one.dataset.order, many.dataset.order);
  EXPECT_EQ(one.report.kept.value_usd.value(), many.report.kept.value_usd.value());
  ASSERT_EQ(one.report.findings.size(), many.report.findings.size());
}

}  // namespace
}  // namespace sipro::trade
