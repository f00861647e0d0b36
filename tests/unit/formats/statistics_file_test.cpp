#include "formats/statistics_file.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>

#include "base/text.hpp"
#include "support/sav_bytes.hpp"
#include "support/scratch_folder.hpp"

namespace sipro::formats {
namespace {

using test::SavBytes;
using testing::ElementsAre;
using Compression = SavBytes::Compression;
using Kind = trade::SourceValue::Kind;

constexpr double kMissing = test::kSystemMissing;

/// Two rows of a number, a short text, a text of two elements.
SavBytes small_file() {
  SavBytes file;
  file.variables = {
      {.name = "NILAI", .label = "Nilai US$"}, {.name = "KODE", .width = 2}, {.name = "NEGARA", .width = 12}};
  file.rows = {{1234.5, "01", "SINGAPURA"}, {kMissing, "2", ""}};
  return file;
}

/// 300 bytes in two segments, between two numbers.
SavBytes long_text_file() {
  SavBytes file;
  file.variables = {{.name = "A"}, {.name = "PANJANG", .width = 300}, {.name = "B"}};
  file.rows = {{1.0, std::string(255, 'x') + std::string(45, 'y'), 2.0}, {3.0, "pendek", 4.0}};
  return file;
}

std::vector<ColumnRequest> all_of(const StatisticsFile& file, CellForm form) {
  std::vector<ColumnRequest> requests;
  for (std::size_t i = 0; i < file.info().variables.size(); ++i) requests.push_back({i, form});
  return requests;
}

Result<FileRows> read_file(const std::filesystem::path& path, unsigned threads = 1, CellForm form = CellForm::distinct,
                           const ReadLimits& limits = {}) {
  const auto file = StatisticsFile::open(path, limits);
  if (!file) return file.error();
  return file->read(all_of(*file, form), threads);
}

Result<FileRows> read_bytes(std::string_view bytes, unsigned threads = 1, CellForm form = CellForm::distinct,
                            const ReadLimits& limits = {}) {
  const test::ScratchFolder folder;
  return read_file(folder.file("uji.sav", bytes), threads, form, limits);
}

/// A cell as text: "-" where it is missing.
std::string shown(const trade::SourceColumn& column, std::size_t row) {
  const trade::SourceValue& value = column.values[column.codes[row]];
  if (value.kind == Kind::missing) return "-";
  return value.kind == Kind::number ? indonesian_number(value.number, 1) : value.text;
}

std::vector<std::string> shown(const trade::SourceColumn& column) {
  std::vector<std::string> cells;
  for (std::size_t row = 0; row < column.codes.size(); ++row) cells.push_back(shown(column, row));
  return cells;
}

std::string error_of(const Result<FileRows>& rows) { return rows ? "read" : std::string(to_string(rows.error().code)); }

/// One sentence for the officer, without the file's name.
void expect_sentence(const std::string& message) {
  EXPECT_TRUE(message.starts_with("Berkas") || message.starts_with("Struktur") || message.starts_with("Isi"))
      << message;
  EXPECT_TRUE(message.ends_with("lagi.")) << message;
  EXPECT_EQ(message.find("uji.sav"), std::string::npos) << message;
}

struct Layout {
  const char* name;
  bool big_endian;
  Compression compression;
};

class EveryLayout : public testing::TestWithParam<Layout> {
 protected:
  [[nodiscard]] std::string bytes_of(SavBytes file) const {
    file.big_endian = GetParam().big_endian;
    file.compression = GetParam().compression;
    file.block_bytes = 40;  // so that rows lie across blocks
    return file.build();
  }
};

INSTANTIATE_TEST_SUITE_P(
    SavReader, EveryLayout,
    testing::Values(Layout{"Plain", false, Compression::none}, Layout{"Rows", false, Compression::rows},
                    Layout{"Zlib", false, Compression::zlib}, Layout{"PlainBigEndian", true, Compression::none},
                    Layout{"RowsBigEndian", true, Compression::rows}, Layout{"ZlibBigEndian", true, Compression::zlib}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST_P(EveryLayout, GivesNumbersAndTextWithoutPadding) {
  const auto rows = read_bytes(bytes_of(small_file()));
  ASSERT_TRUE(rows) << rows.error().context;
  EXPECT_EQ(rows->rows, 2U);
  EXPECT_THAT(shown(rows->columns[0]), ElementsAre("1.234,5", "-"));
  EXPECT_THAT(shown(rows->columns[1]), ElementsAre("01", "2"));
  EXPECT_THAT(shown(rows->columns[2]), ElementsAre("SINGAPURA", ""));
  EXPECT_EQ(rows->columns[2].values[1].kind, Kind::text);
}

TEST_P(EveryLayout, PutsVeryLongStringsTogether) {
  const auto rows = read_bytes(bytes_of(long_text_file()));
  ASSERT_TRUE(rows) << rows.error().context;
  EXPECT_THAT(shown(rows->columns[1]), ElementsAre(std::string(255, 'x') + std::string(45, 'y'), "pendek"));
  EXPECT_THAT(shown(rows->columns[2]), ElementsAre("2,0", "4,0"));
}

TEST_P(EveryLayout, CountsRowsThatTheHeaderDoesNotTell) {
  SavBytes file = small_file();
  file.header_rows = -1;
  const auto rows = read_bytes(bytes_of(file));
  ASSERT_TRUE(rows) << rows.error().context;
  EXPECT_EQ(rows->rows, 2U);
}

TEST_P(EveryLayout, RefusesFewerRowsThanTheHeaderTells) {
  SavBytes file = small_file();
  file.header_rows = 3;
  EXPECT_EQ(error_of(read_bytes(bytes_of(file))), "file_truncated");
}

TEST_P(EveryLayout, RefusesMoreRowsThanTheHeaderTells) {
  SavBytes file = small_file();
  file.header_rows = 1;
  EXPECT_EQ(error_of(read_bytes(bytes_of(file))), "file_damaged");
}

TEST_P(EveryLayout, RefusesZeroRows) {
  SavBytes file = small_file();
  file.rows.clear();
  EXPECT_EQ(error_of(read_bytes(bytes_of(file))), "file_empty");
}

TEST_P(EveryLayout, RefusesAFileCutAnywhere) {
  const std::string whole = bytes_of(small_file());
  const test::ScratchFolder folder;
  const std::filesystem::path path = folder.file("uji.sav", whole);
  for (std::size_t bytes = whole.size() - 1; bytes > 0; --bytes) {
    std::filesystem::resize_file(path, bytes);
    EXPECT_EQ(error_of(read_file(path)), "file_truncated") << bytes << " of " << whole.size();
  }
}

TEST_P(EveryLayout, RefusesAPartOfARowWhereTheHeaderTellsNoCount) {
  SavBytes file = small_file();
  file.header_rows = -1;
  file.rows[1].pop_back();
  EXPECT_EQ(error_of(read_bytes(bytes_of(file))), "file_truncated");
}

TEST_P(EveryLayout, ReadsOnlyWhatIsAskedFor) {
  const test::ScratchFolder folder;
  const auto file = StatisticsFile::open(folder.file("uji.sav", bytes_of(long_text_file())));
  ASSERT_TRUE(file);
  const std::vector<ColumnRequest> last = {{2, CellForm::numbers}};
  const auto rows = file->read(last, 1);
  ASSERT_TRUE(rows) << rows.error().context;
  EXPECT_THAT(rows->columns.at(0).numbers, ElementsAre(2.0, 4.0));
  const auto none = file->read({}, 1);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->rows, 2U);
}

TEST(SavReader, GivesPlainNumbersWithNaNForEveryKindOfMissing) {
  SavBytes file;
  file.variables = {{.name = "A", .missing = {9, 99, 5}, .missing_range = true}, {.name = "B", .missing = {7}}};
  file.rows = {{1.0, 7.0}, {kMissing, 8.0}, {9.0, 9.0}, {50.0, 1.0}, {99.0, 1.0}, {5.0, 1.0}, {100.0, 1.0}};
  const auto rows = read_bytes(file.build(), 1, CellForm::numbers);
  ASSERT_TRUE(rows);
  const std::vector<double>& a = rows->columns[0].numbers;
  std::vector<bool> missing;
  missing.reserve(a.size());
  for (const double number : a) missing.push_back(std::isnan(number));
  EXPECT_THAT(missing, ElementsAre(false, true, true, true, true, true, false));
  EXPECT_TRUE(std::isnan(rows->columns[1].numbers[0]));
}

TEST(SavReader, TakesUserMissingTextAsMissing) {
  SavBytes file;
  file.variables = {{.name = "S", .width = 4, .missing_text = {"NA"}}, {.name = "L", .width = 12}};
  file.rows = {{"NA", "TIDAK"}, {"NAS", "YA"}};
  file.extensions = {{22, 1, file.i32(1) + "L" + std::string(1, '\1') + file.i32(8) + test::padded("TIDAK", 8)}};
  const auto rows = read_bytes(file.build());
  ASSERT_TRUE(rows) << rows.error().context;
  EXPECT_THAT(shown(rows->columns[0]), ElementsAre("-", "NAS"));
  EXPECT_THAT(shown(rows->columns[1]), ElementsAre("-", "YA"));
}

TEST(SavReader, GivesValueLabels) {
  SavBytes file;
  file.variables = {{.name = "A"}, {.name = "S", .width = 4}, {.name = "L", .width = 12}};
  file.rows = {{1.0, "01", "PANJANG SEKA"}, {3.0, "02", "x"}};
  file.labels = {{{{1.0, "Satu"}, {2.0, "Dua"}}, {1}}, {{{"01", "Pertama"}}, {2}}};
  const std::string value = "PANJANG SEKA";
  file.extensions = {
      {21, 1, file.i32(1) + "L" + file.i32(12) + file.i32(1) + file.i32(12) + value + file.i32(4) + "Ukur"}};
  const auto rows = read_bytes(file.build());
  ASSERT_TRUE(rows) << rows.error().context;
  const auto label = [&](std::size_t column, std::size_t code) { return rows->columns[column].values[code].label; };
  EXPECT_EQ(label(0, 0), "Satu");
  EXPECT_EQ(label(0, 1), "");
  EXPECT_EQ(label(1, 0), "Pertama");
  EXPECT_EQ(label(2, 0), "Ukur");
}

TEST(SavReader, TellsNamesLabelsAndNotes) {
  SavBytes file = small_file();
  file.label = "SIPRO ekspor";
  file.documents = {"baris satu", ""};
  file.extensions = {{13, 1, "NILAI=NilaiEkspor\tKODE=KodePelabuhan"}};
  const test::ScratchFolder folder;
  const auto opened = StatisticsFile::open(folder.file("apa saja.txt", file.build()));
  ASSERT_TRUE(opened) << opened.error().context;
  const FileInfo& info = opened->info();
  EXPECT_EQ(info.format, "sav");
  EXPECT_EQ(info.charset, "UTF-8");
  EXPECT_EQ(info.label, "SIPRO ekspor");
  EXPECT_THAT(info.notes, ElementsAre("baris satu", ""));
  EXPECT_EQ(info.variables[0].name, "NilaiEkspor");
  EXPECT_EQ(info.variables[0].label, "Nilai US$");
  EXPECT_TRUE(info.variables[0].numeric);
  EXPECT_EQ(info.variables[1].name, "KodePelabuhan");
  EXPECT_EQ(info.variables[2].width, 12U);
}

TEST(SavReader, ReadsAVeryLongStringWhoseFirstSegmentIsAllNul) {
  // ReadStat 1.1.8 corrupts its heap on this one when left to itself.
  SavBytes file = long_text_file();
  file.rows = {{1.0, std::string(255, '\0') + "ekor", 2.0}, {3.0, std::string(300, '\0'), 4.0}};
  const auto rows = read_bytes(file.build());
  ASSERT_TRUE(rows) << rows.error().context;
  EXPECT_THAT(shown(rows->columns[1]), ElementsAre("ekor", ""));
  EXPECT_THAT(shown(rows->columns[2]), ElementsAre("2,0", "4,0"));
}

TEST(SavReader, TakesPaddingByNulAndBySpaceForOneValue) {
  SavBytes file;
  file.variables = {{.name = "S", .width = 8}};
  file.rows = {{"AB"}, {std::string("AB\0\0\0\0\0\0", 8)}, {"CD"}};
  const auto rows = read_bytes(file.build());
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->columns[0].values.size(), 2U);
  EXPECT_THAT(shown(rows->columns[0]), ElementsAre("AB", "AB", "CD"));
}

TEST(SavReader, ReadsOddTimestamps) {
  for (const char* date : {"", "32 Foo 99", "2025-06-2", "\xff\xff\xff"}) {
    SavBytes file = small_file();
    file.date = date;
    file.time = "99:99:99";
    EXPECT_EQ(error_of(read_bytes(file.build())), "read") << date;
  }
}

struct CharsetCase {
  const char* name;
  std::optional<std::string> charset;
  int code_page;
  const char* raw;
  const char* text;
  bool recoded;
  const char* told;
};

TEST(SavReader, TurnsCharsetsToUtf8) {
  const CharsetCase cases[] = {
      {"UTF-8", "UTF-8", 65001, "Caf\xc3\xa9", "Café", false, "UTF-8"},
      {"the record wins over the code page", "UTF-8", 1252, "Caf\xc3\xa9", "Café", false, "UTF-8"},
      {"one windows-1252 byte in UTF-8", "UTF-8", 65001, "\x80 \xc3\xa9", "€ é", true, "UTF-8"},
      {"windows-1252", "windows-1252", 1252, "\x80uro", "€uro", true, "windows-1252"},
      {"code page alone", std::nullopt, 1252, "\xe9", "é", true, "windows-1252"},
      {"latin1", "ISO-8859-1", 28591, "\xe9", "é", true, "ISO-8859-1"},
      {"code page of latin1", std::nullopt, 28591, "\xe9", "é", true, "ISO-8859-1"},
      {"Cyrillic", std::nullopt, 1251, "\xcc", "М", true, "windows-1251"},
      {"none, not UTF-8", std::nullopt, 0, "\xe9", "é", true, "windows-1252"},
      {"none, UTF-8", std::nullopt, 0, "\xc3\xa9", "é", false, "windows-1252"},
      {"a byte that windows-1252 lacks", "windows-1252", 1252, "a\x81", "a\uFFFD", true, "windows-1252"},
  };
  for (const CharsetCase& c : cases) {
    SCOPED_TRACE(c.name);
    SavBytes file;
    file.variables = {{.name = "S", .width = 8, .label = c.raw}};
    file.rows = {{c.raw}};
    file.charset = c.charset;
    file.code_page = c.code_page;
    const test::ScratchFolder folder;
    const auto opened = StatisticsFile::open(folder.file("uji.sav", file.build()));
    ASSERT_TRUE(opened) << opened.error().context;
    EXPECT_EQ(opened->info().charset, c.told);
    EXPECT_EQ(opened->info().variables[0].label, c.text);
    const auto rows = opened->read(all_of(*opened, CellForm::distinct), 1);
    ASSERT_TRUE(rows);
    EXPECT_EQ(rows->columns[0].values[0].text, c.text);
    EXPECT_EQ(rows->columns[0].values[0].recoded, c.recoded);
  }
}

TEST(SavReader, RefusesDamage) {
  using Change = void (*)(SavBytes&);
  struct Case {
    const char* name;
    Change change;
    const char* error;
  };
  const Case cases[] = {
      {"string width over 255", [](SavBytes& f) { f.unsegmented = true; }, "file_damaged"},
      {"no string continuation record", [](SavBytes& f) { f.drop_continuation = true; }, "file_damaged"},
      {"wrong float format", [](SavBytes& f) { f.float_format = 3; }, "file_damaged"},
      {"length of a very long string is no number", [](SavBytes& f) { f.very_long = "PANJANG=0x12c"; }, "file_damaged"},
      {"length of a very long string over the limit", [](SavBytes& f) { f.very_long = "PANJANG=99999"; },
       "file_damaged"},
      {"length of a very long string zero", [](SavBytes& f) { f.very_long = "PANJANG=00000"; }, "file_damaged"},
      {"very long string that isn't there", [](SavBytes& f) { f.very_long = "TIADA=00300"; }, "file_damaged"},
      {"wrong segment width", [](SavBytes& f) { f.last_segment_width = 10; }, "file_damaged"},
      {"bad file attributes",
       [](SavBytes& f) {
         f.extensions = {{17, 1, "nama('nilai'"}};
       },
       "file_damaged"},
      {"bad variable attributes",
       [](SavBytes& f) {
         f.extensions = {{18, 1, "NILAI:$@Role('0\n)"}};
       },
       "file_damaged"},
      {"wrong zlib bias", [](SavBytes& f) { f.compression = Compression::zlib, f.zlib_bias_error = 1; },
       "file_damaged"},
      {"wrong zlib offset", [](SavBytes& f) { f.compression = Compression::zlib, f.zlib_offset_error = 8; },
       "file_damaged"},
      {"damaged zlib block", [](SavBytes& f) { f.compression = Compression::zlib, f.corrupt_block = true; },
       "file_damaged"},
      {"unknown charset", [](SavBytes& f) { f.charset = "X-KLINGON", f.code_page = 0; }, "file_unsupported"},
      {"charset that is no superset of ASCII", [](SavBytes& f) { f.charset = "UTF-16LE", f.code_page = 1200; },
       "file_unsupported"},
      {"long string labels beyond their record",
       [](SavBytes& f) {
         f.extensions = {{21, 1, f.i32(500) + "L"}};
       },
       "file_damaged"},
      {"label list for no variable",
       [](SavBytes& f) {
         f.labels = {{{{1.0, "x"}}, {99}}};
       },
       "file_damaged"},
      {"bias that is no number", [](SavBytes& f) { f.bias = std::nan(""); }, "file_damaged"},
  };
  for (const Case& c : cases) {
    SavBytes file = long_text_file();
    std::swap(file.variables[1], file.variables[2]);
    for (auto& row : file.rows) std::swap(row[1], row[2]);
    c.change(file);
    const auto rows = read_bytes(file.build());
    EXPECT_EQ(error_of(rows), c.error) << c.name;
    if (!rows) expect_sentence(rows.error().context);
  }
}

TEST(SavReader, AcceptsAttributesAsSpssWritesThem) {
  SavBytes file = small_file();
  file.extensions = {{17, 1, "pemilik('BPS'\n'Karimun'\n)tahun('2025'\n)"},
                     {18, 1, "NILAI:$@Role('0'\n)/KODE:$@Role('1'\n)catatan('a'\n)"}};
  EXPECT_EQ(error_of(read_bytes(file.build())), "read");
}

TEST(SavReader, RefusesWhatExpandsBeyondTheLimits) {
  SavBytes file;
  file.variables = {{.name = "A"}};
  file.rows.assign(200'000, {1.0});
  for (const Compression compression : {Compression::rows, Compression::zlib}) {
    for (const int header_rows : {-1, 200'000}) {
      file.compression = compression;
      file.header_rows = header_rows;
      const std::string bytes = file.build();
      EXPECT_EQ(error_of(read_bytes(bytes)), "read");
      EXPECT_EQ(error_of(read_bytes(bytes, 1, CellForm::distinct, {.rows = 199'999})), "file_too_large");
      EXPECT_EQ(error_of(read_bytes(bytes, 1, CellForm::distinct, {.decoded_bytes = 1'599'999})), "file_too_large");
    }
  }
}

TEST(StatisticsFile, RefusesWhatIsNoStatisticsFile) {
  struct Case {
    const char* name;
    std::string bytes;
    const char* error;
  };
  const Case cases[] = {
      {"nothing", "", "file_empty"},
      {"text", std::string(2000, 'x'), "file_not_statistics"},
      {"spaces", std::string(2000, ' '), "file_not_statistics"},
      {"zip", "PK\3\4" + std::string(500, '\0'), "file_not_statistics"},
      {"encrypted", std::string("\x1c\0\0\0\0\0\0\0", 8) + "ENCRYPTEDSAV" + std::string(200, 'z'), "file_encrypted"},
      {"two bytes of a .sav", "$F", "file_truncated"},
      {"EBCDIC", "\x5b\xc6\xd3\xf2" + std::string(500, '@'), "file_unsupported"},
  };
  for (const Case& c : cases) EXPECT_EQ(error_of(read_bytes(c.bytes)), c.error) << c.name;
  EXPECT_EQ(StatisticsFile::open("/nonexistent/x.sav").error().code, Errc::file_not_found);
  EXPECT_EQ(StatisticsFile::open("/tmp").error().code, Errc::file_not_found);
}

/// Enough rows for two ranges, with values that the second range sees first in another order.
SavBytes many_rows() {
  SavBytes file;
  file.variables = {{.name = "A", .missing = {3}}, {.name = "S", .width = 12}, {.name = "N"}};
  for (int i = 0; i < 100'000; ++i) {
    const int j = i < 50'000 ? i : 149'999 - i;
    file.rows.push_back(
        {static_cast<double>(j % 7), "T" + std::to_string(j % 70'000), i % 11 == 0 ? kMissing : i * 0.5});
  }
  return file;
}

TEST(SavReader, GivesTheSameOnSeveralThreads) {
  const std::string bytes = many_rows().build();
  for (const CellForm form : {CellForm::distinct, CellForm::numbers}) {
    const auto one = read_bytes(bytes, 1, form);
    ASSERT_TRUE(one);
    for (const unsigned threads : {2U, 5U}) {
      const auto several = read_bytes(bytes, threads, form);
      ASSERT_TRUE(several);
      ASSERT_EQ(several->rows, one->rows);
      for (std::size_t c = 0; c < one->columns.size(); ++c) {
        const trade::SourceColumn& left = one->columns[c];
        const trade::SourceColumn& right = several->columns[c];
        EXPECT_EQ(left.codes.bytes() == 0, right.codes.bytes() == 0);
        ASSERT_EQ(left.values.size(), right.values.size());
        for (std::size_t v = 0; v < left.values.size(); ++v) {
          ASSERT_EQ(left.values[v].text, right.values[v].text);
          ASSERT_EQ(left.values[v].number, right.values[v].number);
        }
        ASSERT_EQ(left.codes.size(), right.codes.size());
        for (std::size_t row = 0; row < left.codes.size(); ++row)
          ASSERT_EQ(left.codes[row], right.codes[row]) << c << ' ' << row;
        ASSERT_EQ(left.numbers.size(), right.numbers.size());
        for (std::size_t row = 0; row < left.numbers.size(); ++row) {
          const bool both_missing = std::isnan(left.numbers[row]) && std::isnan(right.numbers[row]);
          ASSERT_TRUE(both_missing || left.numbers[row] == right.numbers[row]) << c << ' ' << row;
        }
      }
    }
  }
}

TEST(StatisticsFile, GivesAVariableInBothForms) {
  const test::ScratchFolder folder;
  const auto file = StatisticsFile::open(folder.file("uji.sav", small_file().build()));
  ASSERT_TRUE(file);
  const std::vector<ColumnRequest> both = {{0, CellForm::numbers}, {0, CellForm::distinct}};
  const auto rows = file->read(both, 1);
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->columns[0].numbers[0], 1234.5);
  EXPECT_TRUE(std::isnan(rows->columns[0].numbers[1]));
  EXPECT_THAT(shown(rows->columns[1]), ElementsAre("1.234,5", "-"));
}

TEST(SavReader, KeepsRowsWithinSixtyBytes) {
  // BULAN, TAHUN, 13 texts, BERAT, NILAI.
  SavBytes file;
  for (int v = 0; v < 15; ++v) file.variables.push_back({.name = "V" + std::to_string(v), .width = v < 2 ? 0 : 8});
  file.variables.push_back({.name = "BERAT"});
  file.variables.push_back({.name = "NILAI"});
  const int count = 20'000;
  for (int i = 0; i < count; ++i) {
    std::vector<SavBytes::Cell> row;
    for (int v = 0; v < 17; ++v) v<2 || v> 14 ? row.emplace_back(i * 0.25) : row.emplace_back(std::to_string(i % 1000));
    file.rows.push_back(std::move(row));
  }
  const auto rows = read_bytes(file.build(), 1, CellForm::numbers);
  ASSERT_TRUE(rows);
  std::size_t bytes = 0;
  for (const trade::SourceColumn& column : rows->columns) bytes += column.codes.bytes() + column.numbers.capacity() * 8;
  EXPECT_LE(bytes, std::size_t{60} * count);
}

}  // namespace
}  // namespace sipro::formats
