// How a sheet lies on paper: A4 landscape, one page wide, its first rows on every page.
#pragma once

#include "formats/book.hpp"

namespace sipro::formats {

/// `head_rows` rows stay in view and are repeated on every printed page.
void set_page(Book& book, lxw_worksheet* sheet, lxw_row_t head_rows);

/// Widest that a column of text gets, in characters; longer texts wrap.
constexpr double kWidestText = 60;

/// The width of a column for `characters` characters, some of them bold or wider than a digit.
double fitted_width(std::size_t characters, bool bold);

}  // namespace sipro::formats
