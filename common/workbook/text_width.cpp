#include "workbook/text_width.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace sipro::workbook {
namespace {

// Advance widths of Arial (and of its metric twins) from blank to tilde, in thousandths of the size.
constexpr std::array<int, 95> kAdvances = {
    278,  278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,  // blank to slash
    556,  556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,  // digits to question mark
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,  // @ to O
    667,  778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,  // P to underscore
    333,  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,  // ` to o
    556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584};      // p to tilde
constexpr double kDigitAdvance = 556;
constexpr double kDigitPoints = 10;
constexpr double kOtherAdvance = 667;      // an accented letter
constexpr double kWideAdvance = 1000;      // beyond the alphabets: ideographs, emoji
constexpr unsigned char kWideLead = 0xe2;  // first byte of U+2000 and later
constexpr double kBold = 1.08;
constexpr double kRounding = 1e-6;  // a column made to fit a text holds it on one line

double advance(std::string_view text, Typeface face) {
  double sum = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= ' ' && byte <= '~') {
      sum += kAdvances[byte - 32U];
    } else if (byte >= 0xc0) {  // the other bytes of a character count nothing
      sum += byte >= kWideLead ? kWideAdvance : kOtherAdvance;
    }
  }
  return sum / kDigitAdvance * face.points / kDigitPoints * (face.bold ? kBold : 1);
}

/// Calls visit(part) for each part of `text` between separators.
template <class Visit>
void for_each_part(std::string_view text, char separator, const Visit& visit) {
  for (;;) {
    const std::size_t end = text.find(separator);
    visit(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

int wrapped_paragraph(std::string_view text, double width, Typeface face) {
  const double blank = advance(" ", face);
  width += kRounding;
  int lines = 1;
  double used = 0;
  for_each_part(text, ' ', [&](std::string_view word) {
    const double needed = advance(word, face);
    if (used > 0 && used + blank + needed > width) {
      ++lines;
      used = 0;
    }
    used += (used > 0 ? blank : 0) + needed;
    if (used > width) {
      lines += static_cast<int>(std::ceil(used / width)) - 1;
      used = std::fmod(used, width);
    }
  });
  return lines;
}

}  // namespace

double text_width(std::string_view text, Typeface face) {
  double widest = 0;
  for_each_part(text, '\n', [&](std::string_view line) { widest = std::max(widest, advance(line, face)); });
  return widest;
}

double widest_word(std::string_view text, Typeface face) {
  double widest = 0;
  for_each_part(text, ' ', [&](std::string_view word) { widest = std::max(widest, text_width(word, face)); });
  return widest;
}

int wrapped_lines(std::string_view text, double width, Typeface face) {
  int lines = 0;
  for_each_part(text, '\n', [&](std::string_view line) { lines += wrapped_paragraph(line, width, face); });
  return lines;
}

}  // namespace sipro::workbook
