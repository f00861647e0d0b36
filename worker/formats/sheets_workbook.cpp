#include <algorithm>
#include <cassert>
#include <cmath>

#include "base/text.hpp"
#include "formats/book.hpp"
#include "formats/cell_text.hpp"
#include "formats/page.hpp"
#include "formats/workbook.hpp"

namespace sipro::formats {
namespace {

// Rows that decide how wide a column is: a long list repeats itself.
constexpr std::size_t kRowsMeasured = 2000;
constexpr double kNarrowestColumn = 8;
constexpr std::size_t kFilterButton = 2;  // characters that the head's filter button covers

// What a spreadsheet holds on one sheet, with room for title, head and notes.
constexpr std::size_t kMostRows = 1'048'000;

std::size_t shown_length(const Sheet::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return code_points(*text);
  if (const auto* number = std::get_if<double>(&value)) return indonesian_number(*number, 2).size();
  if (const auto* count = std::get_if<std::uint64_t>(&value)) return indonesian_count(*count).size();
  return 0;
}

std::vector<double> fitted_widths(const Sheet& sheet) {
  std::vector<double> widths;
  for (const std::string& label : sheet.head) widths.push_back(fitted_width(code_points(label) + kFilterButton, true));
  const std::size_t measured = std::min(sheet.rows.size(), kRowsMeasured);
  for (std::size_t r = 0; r < measured; ++r) {
    widths.resize(std::max(widths.size(), sheet.rows[r].size()), kNarrowestColumn);
    for (std::size_t c = 0; c < sheet.rows[r].size(); ++c) {
      widths[c] = std::max(widths[c], fitted_width(shown_length(sheet.rows[r][c]), false));
    }
  }
  for (double& width : widths) width = std::clamp(width, kNarrowestColumn, kWidestText);
  return widths;
}

void write_value(Book& book, lxw_worksheet* at, lxw_row_t row, lxw_col_t column, const Sheet::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    book.write(at, row, column, *text, Style::text);
  } else if (const auto* number = std::get_if<double>(&value); number != nullptr && std::isfinite(*number)) {
    book.write(at, row, column, *number, Style::number);
  } else if (const auto* count = std::get_if<std::uint64_t>(&value)) {
    book.write(at, row, column, static_cast<double>(*count), Style::count);
  } else {
    book.write_blank(at, row, column, Style::text);
  }
}

void write_sheet(Book& book, const Sheet& sheet) {
  assert(sheet.rows.size() <= kMostRows);
  lxw_worksheet* const at = book.add_sheet(sheet.name);
  const std::vector<double> widths = fitted_widths(sheet);
  for (std::size_t c = 0; c < widths.size(); ++c) {
    book.check(worksheet_set_column(at, static_cast<lxw_col_t>(c), static_cast<lxw_col_t>(c), widths[c], nullptr));
  }
  lxw_row_t row = 0;
  if (!sheet.title.empty()) book.write(at, row++, 0, sheet.title, Style::title);
  for (std::size_t c = 0; c < sheet.head.size(); ++c)
    book.write(at, row, static_cast<lxw_col_t>(c), sheet.head[c], Style::head);
  const lxw_row_t head = row++;
  for (const auto& cells : sheet.rows) {
    for (std::size_t c = 0; c < cells.size(); ++c) write_value(book, at, row, static_cast<lxw_col_t>(c), cells[c]);
    ++row;
  }
  if (!sheet.head.empty() && !sheet.rows.empty()) {
    book.check(worksheet_autofilter(at, head, 0, row - 1, static_cast<lxw_col_t>(sheet.head.size() - 1)));
  }
  ++row;
  for (const std::string& note : sheet.notes) book.write(at, row++, 0, note, Style::remark);
  set_page(book, at, head + 1);
}

}  // namespace

Result<void> write_sheets(const std::filesystem::path& path, const std::vector<Sheet>& sheets, const Moment& created,
                          Durability durability) {
  assert(!sheets.empty());
  auto book = Book::create(path, sheets.front().title, created, Book::Memory::streamed);
  if (!book) return book.error();
  for (const Sheet& sheet : sheets) write_sheet(**book, sheet);
  return (*book)->finish(durability);
}

}  // namespace sipro::formats
