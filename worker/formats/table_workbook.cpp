#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numeric>

#include "base/text.hpp"
#include "formats/workbook.hpp"
#include "workbook/book.hpp"
#include "workbook/page.hpp"
#include "workbook/text_width.hpp"

namespace sipro::formats {
namespace {

using trade::Cell;
using trade::ColumnKind;
using trade::Table;
using workbook::body_height;
using workbook::Book;
using workbook::kCellAir;
using workbook::kWidestText;
using workbook::set_page;
using workbook::strong;
using workbook::Style;
using workbook::text_width;
using workbook::Typeface;
using workbook::widest_word;
using workbook::wrapped_lines;

constexpr lxw_row_t kHeadRow = 1;
constexpr lxw_row_t kFirstRow = 2;

// Shown with two decimals, a number nearer to zero than this is 0,00.
constexpr double kShownAsZero = 0.005;

constexpr Typeface kHeadingFace{.points = 12, .bold = true};
constexpr Typeface kHeadFace{.points = 10, .bold = true};
constexpr Typeface kNoteFace{.points = 9, .bold = false};

constexpr double kNarrowestNumber = 13.5;  // "Jan - Apr 2025" in bold
constexpr double kMostHeadLines = 3;
// A table narrower than its heading is widened, so that the heading does not pile up over it.
constexpr double kWidestForHeading = 100;
constexpr double kWidestStretch = 1.8;

constexpr double kHeadingLinePoints = 16;
constexpr double kHeadingAirPoints = 8;
constexpr double kHeadAirPoints = 8;
constexpr double kNoteLinePoints = 12;
constexpr double kNoteAirPoints = 1;
constexpr double kHighestRowPoints = 409;  // the most that a spreadsheet takes
constexpr double kHeadAir = 1;             // unlike body cells, these have no indent

bool is_number(const Cell& cell) {
  assert(cell.kind != Cell::Kind::number || std::isfinite(cell.number));
  return cell.kind == Cell::Kind::number && std::isfinite(cell.number);
}

/// Totals, and the rows without figures that head a block of balance table 1, stand out.
bool is_strong(const Table& table, const std::vector<Cell>& row) {
  const std::string& name = row.front().text;
  if (name.starts_with("TOTAL") || name.starts_with("Total ") || name == "Jumlah") return true;
  const auto is_absent = [](const Cell& cell) { return cell.kind == Cell::Kind::absent; };
  return table.balance() && table.number == 1 && std::all_of(row.begin() + 1, row.end(), is_absent);
}

Style number_style(const Table& table, ColumnKind kind, double number) {
  if (number < 0 && number > -kShownAsZero) return Style::tiny;
  return kind == ColumnKind::value && !table.balance() ? Style::value : Style::number;
}

/// Width of a column for all its texts or numbers.
double fitted_width(const Table& table, std::size_t column) {
  const auto& [label, kind] = table.columns[column];
  const double label_width = text_width(label, kHeadFace);
  double width = kind == ColumnKind::text ? 0 : std::max(kNarrowestNumber - kCellAir, label_width / kMostHeadLines);
  for (const auto& row : table.rows) {
    const Cell& cell = row[column];
    const Typeface face{.points = 10, .bold = is_strong(table, row)};
    width = std::max(width, text_width(is_number(cell) ? indonesian_number(cell.number, 2) : cell.text, face));
  }
  if (kind == ColumnKind::text) width = std::min(width, kWidestText);
  return std::max(width, widest_word(label, kHeadFace)) + kCellAir;
}

/// Width of each column: number columns of one kind are alike, as they are read beside each other.
std::vector<double> fitted_widths(const Table& table) {
  std::vector<double> widths;
  std::array<double, 3> widest{};
  const auto kind = [&table](std::size_t c) { return static_cast<std::size_t>(table.columns[c].kind); };
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    widths.push_back(fitted_width(table, c));
    widest.at(kind(c)) = std::max(widest.at(kind(c)), widths[c]);
  }
  for (std::size_t c = 0; c < widths.size(); ++c) {
    if (table.columns[c].kind != ColumnKind::text) widths[c] = widest.at(kind(c));
  }
  const double sum = std::accumulate(widths.begin(), widths.end(), 0.0);
  const double wanted = std::min(text_width(table.heading, kHeadingFace) + kCellAir, kWidestForHeading);
  for (double& width : widths) width *= std::clamp(wanted / sum, 1.0, kWidestStretch);
  return widths;
}

class TableSheet {
 public:
  TableSheet(Book& book, const Table& table)
      : book_(book),
        table_(table),
        sheet_(book.add_sheet("Tabel " + std::to_string(table.number))),
        last_column_(static_cast<lxw_col_t>(table.columns.size() - 1)),
        widths_(fitted_widths(table)) {}

  void write() {
    for (std::size_t c = 0; c < widths_.size(); ++c) {
      const auto column = static_cast<lxw_col_t>(c);
      book_.check(worksheet_set_column(sheet_, column, column, widths_[c], nullptr));
    }
    write_across(0, table_.heading, Style::heading, kHeadingFace, kHeadingLinePoints, kHeadingAirPoints);
    write_head();
    lxw_row_t at = kFirstRow;
    for (const auto& row : table_.rows) write_row(at++, row);
    ++at;
    for (const std::string& note : table_.notes)
      write_across(at++, note, Style::note, kNoteFace, kNoteLinePoints, kNoteAirPoints);
    set_page(book_, sheet_, kFirstRow);
  }

 private:
  void write_head() {
    int lines = 1;
    for (std::size_t c = 0; c < widths_.size(); ++c) {
      lines = std::max(lines, wrapped_lines(table_.columns[c].label, widths_[c] - kHeadAir, kHeadFace));
    }
    book_.check(worksheet_set_row(sheet_, kHeadRow, body_height(lines) + kHeadAirPoints, nullptr));
    for (std::size_t c = 0; c < widths_.size(); ++c) {
      book_.write(sheet_, kHeadRow, static_cast<lxw_col_t>(c), table_.columns[c].label, Style::head);
    }
  }

  /// Spreadsheets differ in whether they fit rows to wrapped text when they open a file.
  void set_height(lxw_row_t at, const std::vector<Cell>& row, bool bold) {
    int lines = 1;
    for (std::size_t c = 0; c < row.size(); ++c) {
      const Typeface face{.points = 10, .bold = bold};
      lines = std::max(lines, wrapped_lines(row[c].text, widths_[c] - kCellAir, face));
    }
    if (lines > 1) book_.check(worksheet_set_row(sheet_, at, std::min(body_height(lines), kHighestRowPoints), nullptr));
  }

  void write_row(lxw_row_t at, const std::vector<Cell>& row) {
    assert(row.size() == table_.columns.size());
    const bool bold = is_strong(table_, row);
    set_height(at, row, bold);
    for (std::size_t c = 0; c < row.size(); ++c) {
      const auto styled = [bold](Style style) { return bold ? strong(style) : style; };
      const auto column = static_cast<lxw_col_t>(c);
      const Cell& cell = row[c];
      if (is_number(cell)) {
        book_.write(sheet_, at, column, cell.number, styled(number_style(table_, table_.columns[c].kind, cell.number)));
      } else if (cell.kind == Cell::Kind::text) {
        book_.write(sheet_, at, column, cell.text, styled(Style::text));
      } else if (cell.kind == Cell::Kind::not_yet || table_.balance()) {
        book_.write_blank(sheet_, at, column, styled(Style::dash));
      } else {
        book_.write(sheet_, at, column, "-", styled(Style::dash));
      }
    }
  }

  /// A text over the whole width of the table, so that print does not cut it: merged, wrapped, and as high as it needs,
  /// since spreadsheets do not fit the height of merged cells.
  void write_across(lxw_row_t row, const std::string& text, Style style, Typeface face, double line, double air) {
    const double width = std::accumulate(widths_.begin(), widths_.end(), 0.0);
    const double height = wrapped_lines(text, width - kHeadAir, face) * line + air;
    book_.check(worksheet_set_row(sheet_, row, std::min(height, kHighestRowPoints), nullptr));
    if (last_column_ > 0) {
      book_.check(worksheet_merge_range(sheet_, row, 0, row, last_column_, "", book_.format(style)));
    }
    book_.write(sheet_, row, 0, text, style);
  }

  Book& book_;
  const Table& table_;
  lxw_worksheet* sheet_;
  lxw_col_t last_column_;
  std::vector<double> widths_;
};

}  // namespace

Result<void> write_table_workbook(const std::filesystem::path& path, const Table& table, const Moment& created) {
  assert(!table.columns.empty());
  auto book = Book::create(path, table.heading, created, Book::Memory::whole);
  if (!book) return book.error();
  TableSheet(**book, table).write();
  return (*book)->finish();
}

std::string table_file_name(const Table& table) {
  std::string name = std::to_string(table.number) + ". " + table.title + ".xlsx";
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

}  // namespace sipro::formats
