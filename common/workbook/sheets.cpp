#include <algorithm>
#include <cassert>
#include <cmath>

#include "base/text.hpp"
#include "workbook/book.hpp"
#include "workbook/page.hpp"
#include "workbook/sheets.hpp"
#include "workbook/text_width.hpp"

namespace sipro::workbook {
namespace {

constexpr Typeface kHeadFace{.points = 10, .bold = true};

// Rows that decide how wide a column is: a long list repeats itself.
constexpr std::size_t kRowsMeasured = 2000;
constexpr double kNarrowestColumn = 8;
constexpr double kWidestListed = 40;  // there are up to ten columns on a page
constexpr double kMostHeadLines = 2;
constexpr int kMostLines = 20;       // a row that is higher than the screen can't be read
constexpr double kFilterButton = 3;  // what the head's filter button covers

// What a spreadsheet holds on one sheet, with room for title, head and notes.
constexpr std::size_t kMostRows = 1'048'000;

double shown_width(const Sheet::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text_width(*text);
  if (const auto* number = std::get_if<double>(&value)) return text_width(indonesian_number(*number, 2));
  if (const auto* count = std::get_if<std::uint64_t>(&value)) return text_width(indonesian_count(*count));
  return 0;
}

std::vector<double> fitted_widths(const Sheet& sheet) {
  std::vector<double> widths;
  for (const std::string& label : sheet.head) {
    const double half = text_width(label, kHeadFace) / kMostHeadLines;
    widths.push_back(std::max(widest_word(label, kHeadFace), half) + kFilterButton);
  }
  const std::size_t measured = std::min(sheet.rows.size(), kRowsMeasured);
  for (std::size_t r = 0; r < measured; ++r) {
    const auto& row = sheet.rows[r];
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], shown_width(row[c]));
  }
  for (double& width : widths) width = std::clamp(width + kCellAir, kNarrowestColumn, kWidestListed);
  return widths;
}

/// Spreadsheets differ in whether they fit rows to wrapped text when they open a file.
void set_height(Book& book, lxw_worksheet* at, lxw_row_t row, const std::vector<Sheet::Value>& cells,
                const std::vector<double>& widths) {
  int lines = 1;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const auto* text = std::get_if<std::string>(&cells[c]);
    if (text != nullptr && c < widths.size()) lines = std::max(lines, wrapped_lines(*text, widths[c] - kCellAir));
  }
  if (lines > 1) book.check(worksheet_set_row(at, row, body_height(std::min(lines, kMostLines)), nullptr));
}

void write_head(Book& book, lxw_worksheet* at, lxw_row_t row, const std::vector<std::string>& labels,
                const std::vector<double>& widths) {
  int lines = 1;
  for (std::size_t c = 0; c < labels.size(); ++c) {
    lines = std::max(lines, wrapped_lines(labels[c], widths[c] - kFilterButton, kHeadFace));
  }
  book.check(worksheet_set_row(at, row, body_height(lines), nullptr));
  for (std::size_t c = 0; c < labels.size(); ++c)
    book.write(at, row, static_cast<lxw_col_t>(c), labels[c], Style::head);
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
  write_head(book, at, row, sheet.head, widths);
  const lxw_row_t head = row++;
  for (const auto& cells : sheet.rows) {
    set_height(book, at, row, cells, widths);
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

Result<void> write_sheets(const std::filesystem::path& path, const std::vector<Sheet>& sheets, const Moment& created) {
  assert(!sheets.empty());
  auto book = Book::create(path, sheets.front().title, created, Book::Memory::streamed);
  if (!book) return book.error();
  for (const Sheet& sheet : sheets) write_sheet(**book, sheet);
  return (*book)->finish();
}

}  // namespace sipro::workbook
