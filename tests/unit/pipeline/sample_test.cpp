#include "pipeline/sample.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include "base/sha256.hpp"
#include "formats/statistics_file.hpp"

namespace sipro::pipeline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using trade::Flow;

class Sample : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              ("sample-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] SampleRequest request(const std::string& name) const {
    SampleRequest request;
    request.rows = 300;
    request.out = folder_ / name;
    return request;
  }

  std::filesystem::path folder_;
};

std::vector<std::string> paths(const SampleSummary& summary, Flow flow) {
  std::vector<std::string> out;
  for (const auto& file : summary.files) {
    if (file.flow == flow) out.push_back(file.path);
  }
  return out;
}

std::map<std::string, std::string> digests(const SampleRequest& request, const SampleSummary& summary) {
  std::map<std::string, std::string> out;
  for (const auto& file : summary.files) out[file.path] = sha256_of_file(request.out / file.path).value();
  return out;
}

std::vector<std::string> variable_names(const std::filesystem::path& path) {
  const auto file = formats::StatisticsFile::open(path);
  std::vector<std::string> out;
  if (file) {
    for (const auto& variable : file->info().variables) out.push_back(variable.name);
  }
  return out;
}

std::uint64_t rows_in(const std::filesystem::path& path) {
  const auto file = formats::StatisticsFile::open(path);
  if (!file) return 0;
  const auto rows = file->read(std::vector<formats::ColumnRequest>{{0, formats::CellForm::distinct}}, 1);
  return rows ? rows->rows : 0;
}

TEST_F(Sample, UsualDeliveryHasAFileAYearAndTahunOnlyInTheLast) {
  const auto wanted = request("usual");
  const auto made = make_sample(wanted);
  ASSERT_TRUE(made) << made.error().context;
  EXPECT_THAT(paths(*made, Flow::ekspor),
              ElementsAre("ekspor/Ekspor 2023.sav", "ekspor/Ekspor 2024.sav", "ekspor/Ekspor Jan-Mei 2025.sav"));
  EXPECT_THAT(paths(*made, Flow::impor),
              ElementsAre("impor/Impor 2023.sav", "impor/Impor 2024.sav", "impor/Impor Jan-Mei 2025.sav"));
  EXPECT_EQ(made->rows, 600U);
  EXPECT_EQ(made->dirty_rows, 0U);
  EXPECT_EQ(made->files[0].year, 2023);
  EXPECT_EQ(made->files[2].year, std::nullopt);
  EXPECT_EQ(variable_names(wanted.out / made->files[0].path).size(), 16U);
  EXPECT_THAT(variable_names(wanted.out / made->files[0].path), testing::Not(testing::Contains("TAHUN")));
  EXPECT_THAT(variable_names(wanted.out / made->files[2].path),
              ElementsAre("BULAN", "TAHUN", "PROPINSI", "PELABUHAN", "HS", "NEGARA", "BERAT", "NILAI", "PROVASAL",
                          "HSDUA", "KABKOT", "PELABUHAN1", "NEGARA2", "HS2", "JENIS", "SEKTOR", "KOMODITI"));
  for (const auto& file : made->files) EXPECT_EQ(rows_in(wanted.out / file.path), file.rows) << file.path;
}

TEST_F(Sample, IsListedForPrograms) {
  const auto wanted = request("list");
  ASSERT_TRUE(make_sample(wanted));
  std::stringstream text;
  text << std::ifstream(wanted.out / "sampel.json").rdbuf();
  const auto list = boost::json::parse(text.str());
  EXPECT_EQ(list.at("ekspor").at(1), (boost::json::value{{"file", "ekspor/Ekspor 2024.sav"}, {"year", 2024}}));
  EXPECT_EQ(list.at("impor").at(2), (boost::json::value{{"file", "impor/Impor Jan-Mei 2025.sav"}}));
}

TEST_F(Sample, MonthlyAndSingleLayoutsKeepTahun) {
  auto monthly = request("monthly");
  monthly.layout = SampleLayout::monthly;
  monthly.flows = {Flow::impor};
  monthly.from = {2024, 11};
  monthly.to = {2025, 2};
  const auto by_month = make_sample(monthly);
  ASSERT_TRUE(by_month) << by_month.error().context;
  EXPECT_THAT(paths(*by_month, Flow::impor), ElementsAre("impor/Impor 2024-11.sav", "impor/Impor 2024-12.sav",
                                                         "impor/Impor 2025-01.sav", "impor/Impor 2025-02.sav"));

  auto single = monthly;
  single.out = folder_ / "single";
  single.layout = SampleLayout::single;
  const auto whole = make_sample(single);
  ASSERT_TRUE(whole) << whole.error().context;
  EXPECT_THAT(paths(*whole, Flow::impor), ElementsAre("impor/Impor 2024-11..2025-02.sav"));
  EXPECT_THAT(variable_names(single.out / whole->files[0].path), testing::Contains("TAHUN"));

  single.files = 3;
  const auto split = make_sample(single);
  ASSERT_TRUE(split) << split.error().context;
  EXPECT_EQ(split->files.size(), 3U);
  EXPECT_EQ(split->rows, 300U);
}

TEST_F(Sample, TablesLayoutHasWhatTheTablesNeed) {
  auto wanted = request("tables");
  wanted.layout = SampleLayout::single;
  wanted.variables = SampleVariables::tables;
  const auto made = make_sample(wanted);
  ASSERT_TRUE(made) << made.error().context;
  EXPECT_THAT(variable_names(wanted.out / made->files[0].path),
              ElementsAre("BULAN", "TAHUN", "PELABUHAN", "HS", "NEGARA", "BERAT", "NILAI", "JENIS", "SEKTOR"));
}

TEST_F(Sample, EqualRequestsGiveEqualBytesOnAnyNumberOfThreads) {
  auto first = request("first");
  first.dirt_percent = 20;
  auto second = first;
  second.out = folder_ / "second";
  second.threads = 4;
  auto other = first;
  other.out = folder_ / "other";
  other.seed = 2;
  const auto one = make_sample(first);
  const auto two = make_sample(second);
  const auto three = make_sample(other);
  ASSERT_TRUE(one && two && three);
  EXPECT_EQ(one->dirty_rows, 120U);
  EXPECT_EQ(digests(first, *one), digests(second, *two));
  EXPECT_NE(digests(first, *one), digests(other, *three));
}

TEST_F(Sample, AMonthWithoutRowsHasNoFile) {
  auto wanted = request("few");
  wanted.rows = 3;
  wanted.layout = SampleLayout::monthly;
  wanted.flows = {Flow::ekspor};
  const auto made = make_sample(wanted);
  ASSERT_TRUE(made) << made.error().context;
  EXPECT_EQ(made->files.size(), 3U);
}

TEST_F(Sample, RefusesWhatMakesNoSense) {
  struct Refused {
    const char* name;
    void (*change)(SampleRequest&);
    const char* told;
  };
  const Refused cases[] = {
      {"no rows", [](SampleRequest& r) { r.rows = 0; }, "rows"},
      {"month 13",
       [](SampleRequest& r) {
         r.to = {2025, 13};
       },
       "2025-13"},
      {"ends before it begins",
       [](SampleRequest& r) {
         r.from = {2025, 6};
       },
       "before"},
      {"more dirt than rows", [](SampleRequest& r) { r.dirt_percent = 101; }, "dirt"},
      {"no files", [](SampleRequest& r) { r.files = 0; }, "files"},
      {"files of another layout", [](SampleRequest& r) { r.files = 2; }, "files"},
      {"dirt without its variables",
       [](SampleRequest& r) {
         r.dirt_percent = 1;
         r.variables = SampleVariables::tables;
       },
       "dirt"},
  };
  for (const auto& [name, change, told] : cases) {
    auto wanted = request("wrong");
    change(wanted);
    const auto made = make_sample(wanted);
    ASSERT_FALSE(made) << name;
    EXPECT_EQ(made.error().code, Errc::wrong_usage) << name;
    EXPECT_THAT(made.error().context, HasSubstr(told)) << name;
    EXPECT_FALSE(std::filesystem::exists(wanted.out)) << name;
  }
}

TEST_F(Sample, TellsWhenTheFolderCannotBeMade) {
  auto wanted = request("blocked");
  std::filesystem::create_directories(folder_);
  std::ofstream(wanted.out) << "a file";
  const auto made = make_sample(wanted);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, Errc::write_failed);
}

}  // namespace
}  // namespace sipro::pipeline
