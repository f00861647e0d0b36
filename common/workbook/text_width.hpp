// How wide text is on the page, measured with Arial's own widths. The unit is a digit at 10 points, which is the unit
// of column widths too.
#pragma once

#include <string_view>

namespace sipro::workbook {

struct Typeface {
  double points = 10;
  bool bold = false;
};

/// The widest line of `text`.
double text_width(std::string_view text, Typeface face = {});

/// The widest word: a column must not be narrower, or the word is broken.
double widest_word(std::string_view text, Typeface face = {});

/// Lines that `text` takes when it is wrapped at blanks to `width`; a wider word is broken.
int wrapped_lines(std::string_view text, double width, Typeface face = {});

/// What a cell needs beside its text: the air at its borders and the indent of body cells.
constexpr double kCellAir = 2.6;

}  // namespace sipro::workbook
