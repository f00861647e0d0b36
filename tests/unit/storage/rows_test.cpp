#include "storage/rows.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "support/random_rows.hpp"
#include "support/scratch_folder.hpp"

namespace sipro::storage {
namespace {

using test::RandomRows;
using Line = std::vector<RowsCell>;

class RowsFile : public testing::Test {
 protected:
  std::filesystem::path path() const { return scratch.path() / kRowsFile; }

  Result<Rows> open() const { return Rows::open(Descriptor(::open(path().c_str(), O_RDONLY | O_CLOEXEC))); }

  /// A file of these bytes, in memory.
  static Result<Rows> open(const std::string& bytes) {
    Descriptor file(::memfd_create("rows", MFD_CLOEXEC));
    EXPECT_EQ(::write(file.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    return Rows::open(std::move(file));
  }

  Rows written(const RandomRows& data) const {
    std::filesystem::remove(path());
    EXPECT_TRUE(write_rows(path(), data.size(), data.columns()));
    auto rows = open();
    EXPECT_TRUE(rows) << (rows ? "" : rows.error().context);
    return std::move(rows).value();
  }

  test::ScratchFolder scratch;
};

std::string shown(const RowsCell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return upper(*text);
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
  if (const auto* real = std::get_if<double>(&cell)) return indonesian_number(*real, 2);
  return "";
}

std::string without_points(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), '.'), text.end());
  return text;
}

/// All rows in the file's order, the plain way, and what each cell shows.
struct Lines {
  explicit Lines(const RandomRows& data) {
    for (std::size_t i = 0; i < data.size(); ++i) {
      const RowsCell value = std::isnan(data.value[i]) ? RowsCell() : RowsCell(data.value[i]);
      cells.push_back({std::int64_t{data.month[i]}, data.names[data.name_of[i]], value, data.same[0]});
      auto& row = texts.emplace_back();
      for (const RowsCell& cell : cells.back()) {
        row.push_back(std::holds_alternative<std::string>(cell) ? shown(cell) : without_points(shown(cell)));
      }
    }
  }

  [[nodiscard]] bool shows(std::size_t row, const std::string& text, const std::string& digits) const {
    for (std::size_t i = 0; i < cells[row].size(); ++i) {
      const std::string& wanted = std::holds_alternative<std::string>(cells[row][i]) ? text : digits;
      if (!wanted.empty() && texts[row][i].find(wanted) != std::string::npos) return true;
    }
    return false;
  }

  std::vector<Line> cells;
  std::vector<std::vector<std::string>> texts;
};

/// The rows of a page and their number before it was cut, the slow and obvious way.
std::pair<std::size_t, std::vector<Line>> expected(const Lines& lines, const RowsQuery& query, std::size_t sort) {
  const std::string text = upper(collapse_blanks(query.search));
  std::vector<Line> out;
  for (std::size_t row = 0; row < lines.cells.size(); ++row) {
    if (text.empty() || lines.shows(row, text, without_points(text))) out.push_back(lines.cells[row]);
  }
  const auto before = [&](const Line& a, const Line& b) {
    const bool lacks_a = std::holds_alternative<std::monostate>(a[sort]);
    const bool lacks_b = std::holds_alternative<std::monostate>(b[sort]);
    if (lacks_a || lacks_b) return !lacks_a && lacks_b;
    return query.descending ? b[sort] < a[sort] : a[sort] < b[sort];
  };
  if (!query.sort.empty()) std::stable_sort(out.begin(), out.end(), before);
  const std::size_t found = out.size();
  const std::size_t begin = std::min<std::size_t>(query.offset, found);
  out = std::vector<Line>(out.begin() + static_cast<std::ptrdiff_t>(begin),
                          out.begin() + static_cast<std::ptrdiff_t>(std::min(found, begin + query.limit)));
  return {found, out};
}

TEST_F(RowsFile, GivesThePagesOfAPlainComputation) {
  const char* variables[] = {"BULAN", "KOMODITI", "NILAI", "JENIS"};
  // Codes of 1, 2 and 4 bytes; more rows than are read at once.
  for (const auto& [count, distinct] :
       {std::pair{1U, 1U}, std::pair{700U, 90U}, std::pair{900U, 2'000U}, std::pair{66'000U, 250'000U}}) {
    const RandomRows data(count, count, distinct);
    Rows rows = written(data);
    ASSERT_EQ(rows.rows(), count);
    EXPECT_TRUE(rows.verify());
    const Lines lines(data);
    std::size_t sort = 0;
    for (const char* search : {"", "ikan segar 1", "É 2", "12", "1.2", "7,5", "-1", "nichts", " besi  "}) {
      for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{count / 2}, std::uint64_t{count + 1}}) {
        for (const bool descending : {false, true}) {
          const RowsQuery query{offset, 50, search, sort == 0 ? "" : variables[sort - 1], descending};
          SCOPED_TRACE(testing::Message() << count << " rows, \"" << search << "\" by " << query.sort << " from "
                                          << offset << (descending ? " down" : " up"));
          const auto page = rows.page(query);
          ASSERT_TRUE(page) << page.error().context;
          const auto [found, shown_lines] = expected(lines, query, sort == 0 ? 0 : sort - 1);
          EXPECT_EQ(page->found, found);
          EXPECT_EQ(page->rows, shown_lines);
          sort = (sort + 1) % 5;
        }
      }
    }
  }
}

TEST_F(RowsFile, SortsEveryVariableBothWays) {
  const RandomRows data(1, 3'000, 70);
  Rows rows = written(data);
  const Lines lines(data);
  for (std::size_t sort = 0; sort < rows.variables().size(); ++sort) {
    for (const bool descending : {false, true}) {
      for (const std::uint64_t offset : {0U, 1'490U, 2'990U}) {
        const RowsQuery query{offset, 100, "", rows.variables()[sort].name, descending};
        EXPECT_EQ(rows.page(query)->rows, expected(lines, query, sort).second) << query.sort << offset << descending;
      }
    }
  }
}

TEST_F(RowsFile, KeepsNamesAndLabels) {
  const Rows rows = written(RandomRows(1, 10, 3));
  ASSERT_EQ(rows.variables().size(), 4U);
  EXPECT_EQ(rows.variables()[2].name, "NILAI");
  EXPECT_EQ(rows.variables()[2].label, "Nilai (US$)");
  EXPECT_EQ(rows.variables()[3].distinct, 1U) << "texts that no row has are left out";
}

TEST_F(RowsFile, MayBeEmpty) {
  Rows rows = written(RandomRows(1, 0, 1));
  EXPECT_EQ(rows.page({})->found, 0U);
  EXPECT_EQ(rows.page({0, 10, "a", "NILAI", true})->rows.size(), 0U);
  EXPECT_TRUE(rows.verify());
}

TEST_F(RowsFile, RefusesWhatItDoesNotKnow) {
  Rows rows = written(RandomRows(1, 10, 3));
  EXPECT_EQ(rows.page({0, 10, "", "nilai", false}).error().code, Errc::wrong_usage);
  EXPECT_EQ(rows.page({0, Rows::kMaxLimit + 1, "", "", false}).error().code, Errc::wrong_usage);
  EXPECT_EQ(rows.page({UINT64_MAX, Rows::kMaxLimit, "", "", false})->rows.size(), 0U);
  EXPECT_EQ(rows.page({UINT64_MAX, Rows::kMaxLimit, "", "NILAI", false})->rows.size(), 0U);
}

TEST_F(RowsFile, IsWrittenOnceAndAlwaysTheSame) {
  const RandomRows data(1, 5'000, 300);
  static_cast<void>(written(data));
  const std::string first = sha256_of_file(path()).value();
  EXPECT_EQ(write_rows(path(), data.size(), data.columns()).error().code, Errc::already_exists);
  EXPECT_EQ(sha256_of_file(path()).value(), first);
  static_cast<void>(written(data));
  EXPECT_EQ(sha256_of_file(path()).value(), first);
}

/// Uses everything that a damaged file may lead astray.
void use_all(Rows& rows) {
  for (const char* sort : {"", "BULAN", "KOMODITI", "NILAI", "JENIS"}) {
    for (const char* search : {"", "1", "ikan"}) {
      const auto page = rows.page({3, 100, search, sort, false});
      EXPECT_TRUE(page || page.error().code == Errc::fact_damaged || page.error().code == Errc::wrong_usage);
    }
  }
}

class DamagedRowsFile : public RowsFile {
 protected:
  void SetUp() override {
    static_cast<void>(written(RandomRows(1, 30, 5)));
    std::ifstream in(path(), std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
    ASSERT_GT(bytes.size(), 500U);
  }
  std::string bytes;
};

TEST_F(DamagedRowsFile, IsNoticedAtEveryByteAndNeverACrash) {
  std::size_t opened = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const int change : {1, 0x80, 0xff}) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ change);
      auto rows = open(damaged);
      if (!rows) {
        EXPECT_EQ(rows.error().code, Errc::fact_damaged) << at;
        continue;
      }
      ++opened;
      EXPECT_EQ(rows->verify().error().code, Errc::fact_damaged) << at;
      use_all(*rows);
    }
  }
  EXPECT_GT(opened, 100U);
}

TEST_F(DamagedRowsFile, IsNoticedWhereverItEnds) {
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(open(bytes.substr(0, size)).error().code, Errc::fact_damaged) << size;
  }
  EXPECT_EQ(open(bytes + "x").error().code, Errc::fact_damaged);
}

/// A header with a right hash is believed to be somebody's, not to be right: every field at its extremes.
TEST_F(DamagedRowsFile, WithARightHashIsNoCrashEither) {
  const std::size_t head = rows_format::head_bytes_of(bytes);
  std::size_t opened = 0;
  for (std::size_t at = 16; at < head - 64; ++at) {
    for (const char value : {'\0', '\1', '\x7f', '\xff'}) {
      std::string forged = bytes;
      forged[at] = value;
      forged.replace(head - 64, 64, sha256_of(forged.substr(0, head - 64)));
      auto rows = open(forged);
      if (!rows) {
        EXPECT_TRUE(rows.error().code == Errc::fact_damaged || rows.error().code == Errc::file_too_large);
        continue;
      }
      ++opened;
      use_all(*rows);
    }
  }
  EXPECT_GT(opened, 50U);
}

}  // namespace
}  // namespace sipro::storage
