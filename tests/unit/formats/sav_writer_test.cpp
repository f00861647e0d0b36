#include "formats/sav_writer.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include <cmath>
#include <csignal>
#include <fstream>
#include <limits>

#include "formats/statistics_file.hpp"
#include "support/scratch_folder.hpp"
#include "workbook/new_file.hpp"

namespace sipro::formats {
namespace {

using testing::ElementsAre;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

trade::TextColumn text_column(std::vector<std::string> values, const std::vector<std::uint32_t>& codes) {
  trade::TextColumn column;
  column.values = std::move(values);
  for (const std::uint32_t code : codes) column.codes.push_back(code);
  return column;
}

/// Three rows, of each kind of cells one variable.
struct Sample {
  std::vector<std::uint8_t> month = {4, 5, 6};
  std::vector<std::uint16_t> year = {2025, 2024, 2023};
  std::vector<double> value = {1234.56, kNaN, kInfinity};
  trade::TextColumn code = text_column({"01", "2", "tidak terpakai dan panjang"}, {0, 1, 0});
  trade::TextColumn name = text_column({"SINGAPURA", "", "CÔTE D'IVOIRE"}, {2, 1, 0});

  [[nodiscard]] OutputFile file() const {
    OutputFile out;
    out.label = "SIPRO ekspor";
    out.notes = {"catatan"};
    out.created = {std::chrono::sys_days(std::chrono::year(2025) / 6 / 20) + std::chrono::hours(18),
                   std::chrono::hours(7)};
    out.variables = {{"BULAN", "Bulan", std::span<const std::uint8_t>(month), 0, 2},
                     {"TAHUN", "Tahun", std::span<const std::uint16_t>(year), 0, 4},
                     {"PELABUHAN", "Kode pelabuhan", &code, 0, 8, 4},
                     {"NEGARA1", "Nama negara", &name},
                     {"NILAI", "Nilai US$", std::span<const double>(value), 2, 16}};
    return out;
  }
};

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string written(const OutputFile& file) {
  const test::ScratchFolder folder;
  const std::filesystem::path path = folder.path() / "hasil.sav";
  EXPECT_TRUE(write_sav(path, file));
  return bytes_of(path);
}

struct ReadBack {
  FileInfo info;
  FileRows rows;

  [[nodiscard]] std::vector<std::string> text(std::size_t column) const {
    std::vector<std::string> cells;
    const trade::SourceColumn& found = rows.columns[column];
    for (std::size_t row = 0; row < rows.rows; ++row) cells.push_back(found.values[found.codes[row]].text);
    return cells;
  }
};

ReadBack read_back(const OutputFile& file) {
  const test::ScratchFolder folder;
  const std::filesystem::path path = folder.path() / "hasil.sav";
  const auto done = write_sav(path, file);
  EXPECT_TRUE(done) << done.error().context;
  const auto opened = StatisticsFile::open(path);
  EXPECT_TRUE(opened) << opened.error().context;
  if (!opened) return {};
  std::vector<ColumnRequest> requests;
  for (std::size_t i = 0; i < opened->info().variables.size(); ++i) requests.push_back({i, CellForm::numbers});
  const auto rows = opened->read(requests, 1);
  EXPECT_TRUE(rows) << rows.error().context;
  return rows ? ReadBack{opened->info(), *rows} : ReadBack{};
}

TEST(SavWriter, RoundTripsEveryKindOfCellsInEveryCompression) {
  const Sample sample;
  for (const SavCompression compression : {SavCompression::none, SavCompression::rows, SavCompression::zlib}) {
    OutputFile file = sample.file();
    file.compression = compression;
    const ReadBack back = read_back(file);
    ASSERT_EQ(back.rows.rows, 3U);
    EXPECT_EQ(back.info.format, compression == SavCompression::zlib ? "zsav" : "sav");
    EXPECT_THAT(back.rows.columns[0].numbers, ElementsAre(4, 5, 6));
    EXPECT_THAT(back.rows.columns[1].numbers, ElementsAre(2025, 2024, 2023));
    EXPECT_THAT(back.text(2), ElementsAre("01", "2", "01"));
    EXPECT_THAT(back.text(3), ElementsAre("CÔTE D'IVOIRE", "", "SINGAPURA"));
    EXPECT_EQ(back.rows.columns[4].numbers[0], 1234.56);
    EXPECT_TRUE(std::isnan(back.rows.columns[4].numbers[1]));
    EXPECT_TRUE(std::isnan(back.rows.columns[4].numbers[2]));
  }
}

TEST(SavWriter, WritesLabelsNamesAndNotes) {
  const ReadBack back = read_back(Sample().file());
  EXPECT_EQ(back.info.charset, "UTF-8");
  EXPECT_EQ(back.info.label, "SIPRO ekspor");
  EXPECT_THAT(back.info.notes, ElementsAre("catatan"));
  EXPECT_EQ(back.info.variables[4].name, "NILAI");
  EXPECT_EQ(back.info.variables[4].label, "Nilai US$");
}

TEST(SavWriter, WritesRowsInTheOrderAskedFor) {
  const Sample sample;
  OutputFile file = sample.file();
  const std::vector<std::uint32_t> order = {2, 0};
  file.order = order;
  const ReadBack back = read_back(file);
  EXPECT_THAT(back.rows.columns[0].numbers, ElementsAre(6, 4));
  EXPECT_THAT(back.text(3), ElementsAre("SINGAPURA", "CÔTE D'IVOIRE"));
}

TEST(SavWriter, MakesStringsAsWideAsTheLongestValueWritten) {
  const Sample sample;
  const ReadBack back = read_back(sample.file());
  EXPECT_EQ(back.info.variables[2].width, 4U);   // the minimum: the long value isn't used
  EXPECT_EQ(back.info.variables[3].width, 14U);  // bytes
}

TEST(SavWriter, WritesVeryLongStrings) {
  for (const std::size_t width : {255U, 256U, 300U, 504U, 1000U, 32767U}) {
    const trade::TextColumn column = text_column({std::string(width - 1, 'x') + "y", "pendek"}, {0, 1});
    OutputFile file;
    file.variables = {{"T", "", &column}};
    const ReadBack back = read_back(file);
    ASSERT_EQ(back.rows.rows, 2U) << width;
    EXPECT_THAT(back.text(0), ElementsAre(column.values[0], "pendek")) << width;
  }
}

TEST(SavWriter, RefusesTextThatNoSavHolds) {
  const trade::TextColumn column = text_column({std::string(32768, 'x')}, {0});
  OutputFile file;
  file.variables = {{"T", "", &column}};
  const test::ScratchFolder folder;
  const auto done = write_sav(folder.path() / "hasil.sav", file);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::write_failed);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(SavWriter, CutsNotesAtCodePoints) {
  const Sample sample;
  OutputFile file = sample.file();
  file.notes = {std::string(79, 'a') + "éb", ""};
  const ReadBack back = read_back(file);
  EXPECT_THAT(back.info.notes, ElementsAre(std::string(79, 'a'), "éb", ""));
}

TEST(SavWriter, CutsTheFileLabelAtACodePoint) {
  const Sample sample;
  OutputFile file = sample.file();
  file.label = std::string(63, 'a') + "é";
  EXPECT_EQ(read_back(file).info.label, std::string(63, 'a'));
}

TEST(SavWriter, StampsTheMomentInItsOwnZoneWhateverTheProcessHas) {
  const Sample sample;
  const std::string here = written(sample.file());
  EXPECT_EQ(here.substr(92, 17), "21 Jun 2501:00:00");
  ASSERT_EQ(::setenv("TZ", "America/New_York", 1), 0);
  ::tzset();
  EXPECT_EQ(written(sample.file()), here);
  ::unsetenv("TZ");
  ::tzset();
}

TEST(SavWriter, WritesAFileWithoutRows) {
  OutputFile file;
  const std::vector<double> none;
  file.variables = {{"A", "", std::span<const double>(none)}};
  EXPECT_GT(written(file).size(), 176U);
}

TEST(SavWriter, ReplacesAnEarlierFileAndLeavesNothingElse) {
  const test::ScratchFolder folder;
  const std::filesystem::path path = folder.file("hasil.sav", "lama");
  ASSERT_TRUE(write_sav(path, Sample().file()));
  EXPECT_TRUE(bytes_of(path).starts_with("$FL2"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(SavWriter, TellsThatAFolderIsMissing) {
  const auto done = write_sav("/nonexistent/hasil.sav", Sample().file());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::write_failed);
  EXPECT_THAT(done.error().context, testing::HasSubstr("hasil.sav"));
}

TEST(SavWriter, KeepsTheEarlierFileWhereTheNewOneCannotBeWritten) {
  const test::ScratchFolder folder;
  const std::filesystem::path path = folder.file("hasil.sav", "lama");
  const std::vector<double> many(200'000, 0.125);
  OutputFile file;
  file.variables = {{"A", "", std::span<const double>(many)}};
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{100'000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto done = write_sav(path, file);
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, old_handler);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::write_failed);
  EXPECT_EQ(bytes_of(path), "lama");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(SavWriter, TellsAFullStorage) {
  EXPECT_EQ(workbook::write_error("x.sav", ENOSPC).code, Errc::storage_full);
  EXPECT_EQ(workbook::write_error("x.sav", EDQUOT).code, Errc::storage_full);
  EXPECT_EQ(workbook::write_error("x.sav", EIO).code, Errc::write_failed);
}

}  // namespace
}  // namespace sipro::formats
