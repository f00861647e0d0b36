#include "workbook/page.hpp"

namespace sipro::workbook {
namespace {

constexpr unsigned char kPaperA4 = 9;
constexpr double kSideInches = 0.5;
constexpr double kTopInches = 0.6;
constexpr double kBottomInches = 0.7;
constexpr double kBodyLinePoints = 12.75;
constexpr double kBodyAirPoints = 3;

}  // namespace

void set_page(Book& book, lxw_worksheet* sheet, lxw_row_t head_rows) {
  worksheet_freeze_panes(sheet, head_rows, 0);
  worksheet_set_landscape(sheet);
  worksheet_set_paper(sheet, kPaperA4);
  worksheet_set_margins(sheet, kSideInches, kSideInches, kTopInches, kBottomInches);
  worksheet_center_horizontally(sheet);
  worksheet_fit_to_pages(sheet, 1, 0);
  book.check(worksheet_repeat_rows(sheet, 0, head_rows - 1));
  book.check(worksheet_set_footer(sheet, "&C&9Halaman &P dari &N"));
}

double body_height(int lines) { return lines * kBodyLinePoints + kBodyAirPoints; }

}  // namespace sipro::workbook
