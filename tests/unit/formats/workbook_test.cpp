#include "formats/workbook.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

#include <thread>

#include "formats/sav_writer.hpp"
#include "unit/formats/written_files.hpp"
#include "workbook/sheets.hpp"

namespace sipro::formats {

std::time_t pretended_time = 0;

namespace {

using trade::Cell;
using trade::ColumnKind;
using trade::Table;
using workbook::Sheet;
using workbook::write_sheets;

Moment at(const char* text) { return *parse_moment(text); }

const Moment kCreated = at("2025-06-20T10:46:00+07:00");

Table small_table() {
  Table table;
  table.id = "E01";
  table.number = 1;
  table.title = "Nilai Ekspor Menurut Sektor";
  table.heading = "Tabel 1. Nilai Ekspor Menurut Sektor, Kabupaten Karimun, April 2025 (Juta US$)";
  table.columns = {{"Uraian", ColumnKind::text}, {"Apr 2025", ColumnKind::value}, {"m-to-m (%)", ColumnKind::percent}};
  table.rows = {{Cell::of("TOTAL EKSPOR"), Cell::of(238.89001), Cell::of(-22.46)},
                {Cell::of("=1+1"), Cell::of(0.1 + 0.2), Cell::absent()}};
  table.notes = {"Sumber: BPS Kabupaten Karimun (data diolah)"};
  return table;
}

Table long_table() {
  Table table = small_table();
  for (int i = 0; i < 3000; ++i) {
    table.rows.push_back(
        {Cell::of("Negara " + std::to_string(i * 7919 % 3001)), Cell::of(i / 7.0), Cell::of(i / 11.0)});
  }
  return table;
}

std::vector<Sheet> small_report() {
  return {
      {"Ringkasan", "Laporan", {"Uraian", "Jumlah"}, {{std::string("Baris"), std::uint64_t{7}}, {1.5, {}}}, {"Cocok."}},
      {"Temuan", "", {"Berkas"}, {}, {}}};
}

class TableWorkbook : public WrittenFiles {};
class SheetsWorkbook : public WrittenFiles {};

TEST_F(TableWorkbook, IsTheSameWhateverTheClockTheZoneAndTheName) {
  set_zone("Asia/Jakarta");
  pretended_time = 1'700'000'000;
  ASSERT_TRUE(write_table_workbook(path("a.xlsx"), small_table(), kCreated));
  set_zone("America/New_York");
  pretended_time = 1'800'000'001;
  ASSERT_TRUE(write_table_workbook(path("b.xlsx"), small_table(), kCreated));
  pretended_time = 0;
  EXPECT_FALSE(bytes("a.xlsx").empty());
  EXPECT_EQ(bytes("a.xlsx"), bytes("b.xlsx"));
}

TEST_F(TableWorkbook, DiffersByWhatItShowsAndByItsTime) {
  Table other = small_table();
  other.rows[1][1] = Cell::of(0.3);  // 0.1 + 0.2 in 16 digits
  ASSERT_TRUE(write_table_workbook(path("a.xlsx"), small_table(), kCreated));
  ASSERT_TRUE(write_table_workbook(path("b.xlsx"), other, kCreated));
  ASSERT_TRUE(write_table_workbook(path("c.xlsx"), small_table(), at("2025-06-20T10:47:00+07:00")));
  EXPECT_NE(bytes("a.xlsx"), bytes("b.xlsx"));
  EXPECT_NE(bytes("a.xlsx"), bytes("c.xlsx"));
}

TEST_F(TableWorkbook, LeavesNothingElseInItsFolder) {
  ASSERT_TRUE(write_table_workbook(path("a.xlsx"), small_table(), kCreated));
  EXPECT_EQ(names(), std::set<std::string>{"a.xlsx"});
}

TEST_F(TableWorkbook, IsAsReadableAsTheUmaskAllows) {
  ASSERT_TRUE(write_table_workbook(path("a.xlsx"), small_table(), kCreated));
  const mode_t mask = ::umask(0);
  ::umask(mask);
  EXPECT_EQ(static_cast<mode_t>(std::filesystem::status(path("a.xlsx")).permissions()), 0666U & ~mask);
}

TEST_F(TableWorkbook, ReplacesAnEarlierOne) {
  put("a.xlsx", "an earlier one");
  ASSERT_TRUE(write_table_workbook(path("a.xlsx"), small_table(), kCreated));
  EXPECT_TRUE(bytes("a.xlsx").starts_with("PK"));
}

TEST_F(TableWorkbook, IsTheSameFromSeveralThreadsAtOnce) {
  const std::vector<Moment> times = {kCreated, at("2024-01-01T00:00:00+07:00")};
  for (std::size_t i = 0; i < times.size(); ++i) {
    ASSERT_TRUE(write_table_workbook(path("alone" + std::to_string(i)), long_table(), times[i]));
  }
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < 8; ++i) {
      threads.emplace_back([&, i] {
        EXPECT_TRUE(write_table_workbook(path("beside" + std::to_string(i)), long_table(), times[i % 2]));
      });
    }
  }
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(bytes("beside" + std::to_string(i)), bytes("alone" + std::to_string(i % 2))) << i;
  }
}

TEST_F(TableWorkbook, IsTheSameBesideCleanFiles) {
  ASSERT_TRUE(write_table_workbook(path("alone"), small_table(), kCreated));
  const std::vector<double> values = {1, 2, 3};
  OutputFile clean;
  clean.created = kCreated;
  clean.variables = {{"NILAI", "Nilai US$", std::span<const double>(values), 2, 16}};
  const std::jthread beside([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) EXPECT_TRUE(write_sav(path("bersih.sav"), clean, {}));
  });
  const std::string expected = bytes("alone");
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(write_table_workbook(path("beside"), small_table(), kCreated));
    ASSERT_EQ(bytes("beside"), expected) << i;
  }
}

TEST_F(TableWorkbook, NeedsNoTemporaryFiles) {
  const auto to = path("a.xlsx");
  const Table table = long_table();
  const int code = in_child([&] {
    const int lowest = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const auto one_more = static_cast<rlim_t>(lowest) + 1;
    ::close(lowest);
    const rlimit limit{one_more, one_more};
    ::setrlimit(RLIMIT_NOFILE, &limit);
    return write_table_workbook(to, table, kCreated) ? 0 : 1;
  });
  EXPECT_EQ(code, 0);
}

TEST_F(TableWorkbook, IsRefusedWhereItsFolderIsMissing) {
  const auto written = write_table_workbook(path("none/a.xlsx"), small_table(), kCreated);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Errc::write_failed);
  EXPECT_NE(written.error().context.find("a.xlsx: No such file"), std::string::npos) << written.error().context;
}

TEST_F(TableWorkbook, LeavesTheEarlierOneWhenItCannotBeWritten) {
  put("a.xlsx", "an earlier one");
  const int code = in_child([&] {
    limit_file_size(8192);
    const auto written = write_table_workbook(path("a.xlsx"), long_table(), kCreated);
    return written ? 0 : written.error().code == Errc::write_failed ? 10 : 11;
  });
  EXPECT_EQ(code, 10);
  EXPECT_EQ(bytes("a.xlsx"), "an earlier one");
  EXPECT_EQ(names(), std::set<std::string>{"a.xlsx"});
}

/// Mounts a disk of 16 KiB over `folder`, for this process alone.
bool mount_tiny_disk(const std::filesystem::path& folder) {
  if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  return ::mount("tiny", folder.c_str(), "tmpfs", 0, "size=16k") == 0;
}

template <class Write>
int code_on_a_full_disk(const std::filesystem::path& folder, const Write& write) {
  constexpr int kNotPossible = 77;
  if (!mount_tiny_disk(folder)) return kNotPossible;
  const Result<void> written = write();
  if (!std::filesystem::is_empty(folder)) return 1;
  return written ? 2 : written.error().code == Errc::storage_full ? 10 : 3;
}

TEST_F(TableWorkbook, TellsAFullDisk) {
  const int code = in_child([&] {
    return code_on_a_full_disk(folder(), [&] { return write_table_workbook(path("a"), long_table(), kCreated); });
  });
  if (code == 77) GTEST_SKIP() << "no mounts here";
  EXPECT_EQ(code, 10);
}

TEST(TableFileName, HasNumberTitleAndNoSlash) {
  Table table = small_table();
  EXPECT_EQ(table_file_name(table), "1. Nilai Ekspor Menurut Sektor.xlsx");
  table.number = 14;
  table.title = "Peningkatan/Penurunan Nilai Ekspor Nonmigas HS2 Digit (m-t-m)";
  EXPECT_EQ(table_file_name(table), "14. Peningkatan_Penurunan Nilai Ekspor Nonmigas HS2 Digit (m-t-m).xlsx");
}

TEST_F(SheetsWorkbook, AreTheSameWhateverTheClockAndTheZone) {
  set_zone("Asia/Jayapura");
  pretended_time = 1'700'000'000;
  ASSERT_TRUE(write_sheets(path("a.xlsx"), small_report(), kCreated));
  set_zone("UTC");
  pretended_time = 1'800'000'001;
  ASSERT_TRUE(write_sheets(path("b.xlsx"), small_report(), kCreated));
  pretended_time = 0;
  EXPECT_EQ(bytes("a.xlsx"), bytes("b.xlsx"));
  EXPECT_EQ(names(), (std::set<std::string>{"a.xlsx", "b.xlsx"}));
}

TEST_F(SheetsWorkbook, TellAFullDisk) {
  std::vector<Sheet> report = small_report();
  for (int i = 0; i < 90'000; ++i) report[1].rows.push_back({std::string("nilai ") + std::to_string(i)});
  const int code = in_child(
      [&] { return code_on_a_full_disk(folder(), [&] { return write_sheets(path("a"), report, kCreated); }); });
  if (code == 77) GTEST_SKIP() << "no mounts here";
  EXPECT_EQ(code, 10);
}

}  // namespace
}  // namespace sipro::formats

/// Stands in for the C library's clock, so that a test can tell whether a result depends on it.
extern "C" std::time_t time(std::time_t* timer) noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  const std::time_t told = sipro::formats::pretended_time != 0 ? sipro::formats::pretended_time : now.tv_sec;
  if (timer != nullptr) *timer = told;
  return told;
}
