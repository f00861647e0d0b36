#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "base/text.hpp"
#include "formats/book.hpp"
#include "formats/cell_text.hpp"
#include "formats/page.hpp"
#include "formats/workbook.hpp"

namespace sipro::formats {
namespace {

using trade::Cell;
using trade::ColumnKind;
using trade::Table;

constexpr lxw_row_t kHeadRow = 1;
constexpr lxw_row_t kFirstRow = 2;

// Shown with two decimals, a number nearer to zero than this is 0,00.
constexpr double kShownAsZero = 0.005;

constexpr double kNarrowestNumber = 12;
constexpr double kMostHeadLines = 3;
// A narrow table is widened to this, so that its heading does not pile up over it.
constexpr double kNarrowestTable = 78;
constexpr double kWidestStretch = 1.6;

constexpr double kHeadingLinePoints = 16;
constexpr double kHeadingAirPoints = 6;
constexpr double kNoteLinePoints = 12.5;

bool is_number(const Cell& cell) {
  assert(cell.kind != Cell::Kind::number || std::isfinite(cell.number));
  return cell.kind == Cell::Kind::number && std::isfinite(cell.number);
}

/// Totals, and the rows that head a block of a balance table, stand out.
bool is_strong(const Table& table, const std::vector<Cell>& row) {
  const std::string& name = row.front().text;
  if (name.starts_with("TOTAL") || name == "Jumlah") return true;
  return table.balance() && std::all_of(row.begin() + 1, row.end(), [](const Cell& cell) {
           return cell.kind == Cell::Kind::text && cell.text.empty();
         });
}

Style number_style(const Table& table, ColumnKind kind, double number) {
  if (number < 0 && number > -kShownAsZero) return Style::tiny;
  return kind == ColumnKind::value && !table.balance() ? Style::value : Style::number;
}

/// Width of each column, in characters of the body's font.
std::vector<double> fitted_widths(const Table& table) {
  std::vector<double> widths;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const std::string& label = table.columns[c].label;
    const bool text = table.columns[c].kind == ColumnKind::text;
    double width = text ? 0 : std::max(kNarrowestNumber, static_cast<double>(code_points(label)) / kMostHeadLines);
    for (const auto& row : table.rows) {
      const std::size_t shown =
          is_number(row[c]) ? indonesian_number(row[c].number, 2).size() : code_points(row[c].text);
      width = std::max(width, fitted_width(shown, is_strong(table, row)));
    }
    if (text) width = std::min(width, kWidestText);
    widths.push_back(std::max(width, fitted_width(longest_word(label), true)));
  }
  const double sum = std::accumulate(widths.begin(), widths.end(), 0.0);
  const double stretch = std::clamp(kNarrowestTable / sum, 1.0, kWidestStretch);
  for (double& width : widths) width *= stretch;
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
    write_across(0, table_.heading, Style::heading, 12.0, kHeadingLinePoints, kHeadingAirPoints);
    for (std::size_t c = 0; c < widths_.size(); ++c) {
      book_.write(sheet_, kHeadRow, static_cast<lxw_col_t>(c), table_.columns[c].label, Style::head);
    }
    lxw_row_t at = kFirstRow;
    for (const auto& row : table_.rows) write_row(at++, row);
    ++at;
    for (const std::string& note : table_.notes) write_across(at++, note, Style::note, 9.0, kNoteLinePoints, 0);
    set_page(book_, sheet_, kFirstRow);
  }

 private:
  void write_row(lxw_row_t at, const std::vector<Cell>& row) {
    assert(row.size() == table_.columns.size());
    const bool bold = is_strong(table_, row);
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
  void write_across(lxw_row_t row, const std::string& text, Style style, double points, double line, double air) {
    const double width = std::accumulate(widths_.begin(), widths_.end(), 0.0) * 10.0 / points;
    const int lines = wrapped_lines(text, style == Style::heading ? width / 1.08 : width);
    book_.check(worksheet_set_row(sheet_, row, lines * line + air, nullptr));
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

Result<void> write_table_workbook(const std::filesystem::path& path, const Table& table, const Moment& created,
                                  Durability durability) {
  assert(!table.columns.empty());
  auto book = Book::create(path, table.heading, created, Book::Memory::whole);
  if (!book) return book.error();
  TableSheet(**book, table).write();
  return (*book)->finish(durability);
}

std::string table_file_name(const Table& table) {
  std::string name = std::to_string(table.number) + ". " + table.title + ".xlsx";
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

}  // namespace sipro::formats
