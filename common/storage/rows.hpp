// Pages of rows.bin for the data grid: plain, sorted, searched. Reads only what a page needs, by pread; a file that is
// not what the writer wrote is an error or shows other rows, never a crash. Memory: the dictionaries that were needed,
// 1 byte a row for a search, 16 for a sort. One thread at a time; nothing is kept between pages but the dictionaries.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "storage/files.hpp"
#include "storage/rows_format.hpp"

namespace sipro::storage {

struct RowsQuery {
  std::uint64_t offset = 0;
  std::size_t limit = 100;  // up to Rows::kMaxLimit
  std::string search;       // empty: all rows; else those with a cell that shows it, in upper or lower case
  std::string sort;         // name of a variable; empty: the file's order
  bool descending = false;
};

/// Missing, a whole number, a number with 2 decimals, a text.
using RowsCell = std::variant<std::monostate, std::int64_t, double, std::string>;

struct RowsPage {
  std::uint64_t found = 0;  // rows that the search leaves
  std::vector<std::vector<RowsCell>> rows;
};

class Rows {
 public:
  static constexpr std::size_t kMaxLimit = 1'000;
  static constexpr std::uint64_t kMaxRows = 10'000'000;

  /// Errors: fact_damaged; file_too_large beyond kMaxRows; storage_unavailable.
  static Result<Rows> open(Descriptor file);

  [[nodiscard]] std::uint64_t rows() const { return head_.rows; }
  [[nodiscard]] const std::vector<rows_format::ColumnHead>& variables() const { return head_.columns; }

  /// Equal cells stay in the file's order, missing ones come last either way. A number is searched as it is shown,
  /// "1.234,50", its points left out on both sides. Errors: wrong_usage for the sort or limit, fact_damaged,
  /// storage_unavailable.
  Result<RowsPage> page(const RowsQuery& query);

  /// The distinct texts of a text variable, sorted, at most `most` of them; nothing where there is no such variable.
  /// Errors: fact_damaged, storage_unavailable.
  Result<std::vector<std::string>> values(std::string_view variable, std::size_t most);

  /// Reads all of the content and compares it with its SHA-256. Errors: fact_damaged, storage_unavailable.
  Result<void> verify() const;

 private:
  struct Texts {
    std::vector<std::uint32_t> ends;
    std::string bytes;
    [[nodiscard]] std::string_view operator[](std::uint32_t rank) const;
  };
  using Column = rows_format::ColumnHead;
  using Marks = std::vector<std::uint8_t>;  // by row: does the search leave it?

  Rows(Descriptor file, rows_format::Head head);

  [[nodiscard]] Result<void> read(std::uint64_t at, void* to, std::size_t bytes) const;
  Result<const Texts*> texts(std::size_t column);
  template <class Narrow>
  Result<void> read_widened(std::uint64_t at, std::vector<std::uint32_t>& cells) const;
  template <class Cell>
  Result<void> read_cells(const Column& column, std::uint64_t first, std::vector<Cell>& cells) const;
  template <class Cell, class Use>
  Result<void> scan(const Column& column, const Use& use) const;

  Result<Marks> search(std::string_view text);
  Result<void> mark_texts(std::size_t column, std::string_view needle, Marks& marks);
  Result<void> mark_numbers(const Column& column, std::string_view needle, Marks& marks) const;
  Result<std::vector<std::uint32_t>> sorted(const RowsQuery& query, const Column& column, const Marks& marks) const;
  Result<void> fill(std::size_t column, const std::vector<std::uint32_t>& wanted,
                    std::vector<std::vector<RowsCell>>& out);

  Descriptor file_;
  rows_format::Head head_;
  std::vector<std::optional<Texts>> texts_;  // by column, once needed
};

/// "1234,50": as the grid shows it, without the points.
std::string shown_number(double number);

}  // namespace sipro::storage
