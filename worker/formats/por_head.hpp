// The start of an SPSS portable file (.por): five lines of banner, a table of 256 bytes that names its charset, a tag.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sipro::formats {

/// Enough of the file for the functions below.
inline constexpr std::size_t kPorHeadBytes = 1024;

/// `head`: the first kPorHeadBytes of a file.
bool is_por(std::string_view head);

/// The same bytes with a table that ReadStat 1.1.8 reads right. Where a table gives a character twice (PSPP's stands
/// for the superscript digits by the digits), it takes the later, rarer meaning and then finds no digits in numbers.
std::string corrected_por_head(std::string head);

}  // namespace sipro::formats
