// How a sheet lies on paper: A4 landscape, one page wide, its first rows on every page.
#pragma once

#include "workbook/book.hpp"

namespace sipro::workbook {

/// `head_rows` rows stay in view and are repeated on every printed page.
void set_page(Book& book, lxw_worksheet* sheet, lxw_row_t head_rows);

/// Widest that a column of text gets; longer texts wrap.
constexpr double kWidestText = 50;

/// The height of a row of body cells whose tallest text has `lines` lines, in points.
double body_height(int lines);

}  // namespace sipro::workbook
