// Writes made-up tables as `sipro olah semua` lays out its results, with every kind of cell that a workbook must show
// right: zeros, numbers that round to zero, absent cells, text that looks like a formula, long names, many rows.
// Usage: sample_books OUT_DIR [ROWS]. Prints how long each kind of output took.
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "formats/archive.hpp"
#include "formats/workbook.hpp"
#include "pipeline/tables_json.hpp"
#include "workbook/sheets.hpp"

namespace {

namespace fs = std::filesystem;
using sipro::Moment;
using sipro::trade::Cell;
using sipro::trade::ColumnKind;
using sipro::trade::Table;
using sipro::trade::TableSet;

constexpr const char* kLongName =
    "Bahan bakar mineral, minyak mineral dan produk penyulingannya; bahan mengandung bitumen; malam mineral, termasuk "
    "gas "
    "alam yang dicairkan";
const std::vector<std::string> kNames = {"TANJUNG BALAI KARIMUN",
                                         "Singapura",
                                         "Côte d'Ivoire",
                                         "=SUM(A1:A9)",
                                         "+1",
                                         "@x",
                                         "-",
                                         "中国 & <sons>",
                                         "_x0041_",
                                         "",
                                         kLongName,
                                         "1234",
                                         "TRUE",
                                         " spasi di ujung ",
                                         "satu\nbaris\tlagi",
                                         "bel \x07 dan \x1b",
                                         "😀 emoji"};

class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  Cell value() {
    switch (random_() % 12) {
      case 0: return Cell::absent();
      case 1: return Cell::of(0.0);
      case 2: return Cell::of(-0.0);
      case 3: return Cell::of(0.004);
      case 4: return Cell::of(-0.004);
      case 5: return Cell::of(-1e-12);
      case 6: return Cell::of(-static_cast<double>(random_() % 100000) / 7.0);
      case 7: return Cell::of(static_cast<double>(random_() % 100000) / 3.0);
      default: return Cell::of(static_cast<double>(random_() % 1000000) / 997.0);
    }
  }

  Table table(TableSet set, int number, std::string title, std::size_t texts, std::size_t values, std::size_t percents,
              std::size_t rows) {
    Table made;
    const bool balance = set == TableSet::neraca;
    made.id = (set == TableSet::ekspor  ? "E"
               : set == TableSet::impor ? "I"
                                        : "N") +
              std::string(number < 10 ? "0" : "") + std::to_string(number);
    made.set = set;
    made.number = number;
    made.title = std::move(title);
    made.heading = "Tabel " + std::to_string(number) + ". " + made.title + ", Kabupaten Karimun, April 2025 (Juta US$)";
    made.unit = "juta US$";
    for (std::size_t i = 0; i < texts; ++i)
      made.columns.push_back({i + 1 < texts ? "Kode HS" : "Uraian", ColumnKind::text});
    for (std::size_t i = 0; i < values; ++i)
      made.columns.push_back({"Jan - Apr " + std::to_string(2020 + i), ColumnKind::value});
    for (std::size_t i = 0; i < percents; ++i) made.columns.push_back({"c-to-c (%)", ColumnKind::percent});
    for (std::size_t r = 0; r < rows; ++r) {
      std::vector<Cell> row;
      for (std::size_t i = 0; i < texts; ++i) {
        row.push_back(Cell::of(i + 1 < texts ? std::to_string(10 + r % 89) : kNames[random_() % kNames.size()]));
      }
      while (row.size() < made.columns.size()) row.push_back(value());
      made.rows.push_back(std::move(row));
    }
    made.rows.emplace_back(made.columns.size(), balance ? Cell::absent() : Cell::of(1234567.891));
    made.rows.back().front() = Cell::of(balance ? "Apr 2025" : "TOTAL");
    made.notes = {
        "Data bulan Februari dan Maret 2023, seluruh tahun 2022, serta bulan Januari sampai dengan April 2021 tidak "
        "ada "
        "dalam berkas yang diolah sehingga angka kumulatif tahun itu tidak lengkap",
        "Sumber: BPS Kabupaten Karimun (data diolah), diakses pada 20 Juni 2025 pukul 10.46 WIB"};
    return made;
  }

  /// Twelve months of two whole years and of one that has come to April.
  Table months(TableSet set, int number, std::string title) {
    Table made = table(set, number, std::move(title), 1, 3, 0, 0);
    made.columns.front().label = "Bulan";
    for (std::size_t i = 1; i < 4; ++i) made.columns[i].label = "Nilai Ekspor " + std::to_string(2022 + i);
    made.rows.clear();
    for (unsigned month = 1; month <= 12; ++month) {
      std::vector<Cell> row = {Cell::of(std::string(sipro::month_name(month)))};
      for (int year = 2023; year <= 2025; ++year) row.push_back(year == 2025 && month > 4 ? Cell::not_yet() : value());
      made.rows.push_back(std::move(row));
    }
    made.rows.push_back({Cell::of("Jumlah"), value(), value(), value()});
    return made;
  }

 private:
  std::mt19937 random_;
};

std::vector<Table> make_tables(std::size_t rows) {
  Maker maker(20250420);
  std::vector<Table> tables;
  for (const TableSet set : {TableSet::ekspor, TableSet::impor}) {
    const std::string flow(folder_name(set));
    for (int n = 1; n <= 15; ++n) {
      const bool growth = n == 1 || n == 2 || n == 5 || n == 7 || n == 8 || n == 13;
      const std::size_t texts = n == 9 || n >= 13 ? 2 : 1;
      const std::string title = n == 14 ? "Peningkatan/Penurunan Nilai " + flow + " Nonmigas HS2 Digit (m-t-m)"
                                        : "Nilai " + flow + " Menurut Golongan " + std::to_string(n);
      tables.push_back(n == 3 ? maker.months(set, n, title)
                              : maker.table(set, n, title, texts, growth ? 5 : 1, growth ? 4 : 1, rows));
    }
  }
  for (int n = 1; n <= 3; ++n) {
    tables.push_back(maker.table(TableSet::neraca, n, "Nilai Neraca Perdagangan " + std::to_string(n), 1, 3, 0, rows));
  }
  return tables;
}

std::vector<sipro::workbook::Sheet> make_report(std::size_t rows) {
  sipro::workbook::Sheet summary{
      "Ringkasan", "Laporan Pemeriksaan Data Ekspor", {"Uraian", "Jumlah", "Nilai (US$)"}, {}, {"Cocok."}};
  summary.rows = {{std::string("Baris dibaca"), std::uint64_t{rows}, 1234567.891},
                  {std::string("=1+1"), {}, std::nan("")}};
  sipro::workbook::Sheet findings{"Temuan", "", {"Berkas", "Kasus", "Variabel", "Isi", "Aturan", "Tindakan"}, {}, {}};
  for (std::size_t r = 0; r < rows; ++r) {
    findings.rows.push_back({std::string("ekspor 2025.sav"), std::uint64_t{r + 1}, std::string("NILAI"),
                             std::to_string(r * 7919 % 100003), std::string("value_invalid"), std::string("ditolak")});
  }
  return {std::move(summary), std::move(findings)};
}

class Stopwatch {
 public:
  void lap(const char* what) {
    const auto now = std::chrono::steady_clock::now();
    const std::clock_t cpu = std::clock();
    std::cout << what << ": " << std::chrono::duration<double, std::milli>(now - start_).count() << " ms, CPU "
              << 1e3 * static_cast<double>(cpu - cpu_) / CLOCKS_PER_SEC << " ms\n";
    start_ = std::chrono::steady_clock::now();
    cpu_ = std::clock();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::clock_t cpu_ = std::clock();
};

void expect(const sipro::Result<void>& result) {
  if (result) return;
  std::cerr << to_string(result.error().code) << ": " << result.error().context << '\n';
  std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: sample_books OUT_DIR [ROWS [REPORT_ROWS]]\n";
    return 2;
  }
  const fs::path out = argv[1];
  const std::size_t rows = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 24;
  const std::size_t report_rows = argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 500;
  const Moment created = *sipro::parse_moment("2025-06-20T10:46:00+07:00");
  const std::vector<Table> tables = make_tables(rows);
  const auto report = make_report(report_rows);
  std::vector<sipro::formats::ArchiveMember> members;
  for (const Table& table : tables) {
    const std::string name = std::string(folder_name(table.set)) + "/" + sipro::formats::table_file_name(table);
    members.push_back({name, out / name});
    fs::create_directories(members.back().path.parent_path());
  }
  Stopwatch watch;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    expect(sipro::formats::write_table_workbook(members[i].path, tables[i], created));
  }
  watch.lap("33 table workbooks");
  expect(sipro::formats::write_archive(out / "Paket SIPRO April 2025.zip", members, created));
  watch.lap("archive");
  expect(sipro::workbook::write_sheets(out / "Laporan Pemeriksaan.xlsx", report, created));
  watch.lap("report workbook");
  std::ofstream(out / "tables.json") << sipro::pipeline::tables_json("semua", {2025, 4}, "Kabupaten Karimun", tables);
  return 0;
}
