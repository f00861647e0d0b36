// Text as a workbook can hold it, and how wide it is on the page.
#pragma once

#include <string>
#include <string_view>

namespace sipro::formats {

/// `text` as well-formed UTF-8 without what XML 1.0 forbids (U+FFFD stands in), at most 32,767 UTF-16 units long, the
/// limit of a cell. A literal "_x0041_", which spreadsheets would decode, is escaped; other control characters are
/// libxlsxwriter's.
std::string cell_text(std::string_view text);

/// Lines that `text` takes when it is wrapped at blanks into lines of `width` characters; a longer word is broken.
int wrapped_lines(std::string_view text, double width);

/// Characters of the longest word.
std::size_t longest_word(std::string_view text);

}  // namespace sipro::formats
