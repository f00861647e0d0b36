// Text as the data hold it: UTF-8, trimmed, blanks collapsed, upper case. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sipro {

/// True when every byte is 0x00..0x7f.
bool is_ascii(std::string_view text);

/// True for well-formed UTF-8 (no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

/// Blanks (space, tab, CR, LF, VT, FF, NO-BREAK SPACE) at both ends removed, runs inside collapsed to one space.
std::string collapse_blanks(std::string_view text);

/// Spaces (0x20) removed from the end: the padding of fixed-width strings.
std::string_view trim_padding(std::string_view text);

/// Upper case by Unicode's simple mapping; `text` is UTF-8.
std::string upper(std::string_view text);

/// Number of code points of a UTF-8 text.
std::size_t code_points(std::string_view text);

/// The longest prefix of at most `max_bytes` bytes that ends at a code point's border.
std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes);

/// "1.234.567,89": `decimals` digits after the comma, Indonesian separators. NaN gives "-".
std::string indonesian_number(double value, int decimals);

/// "1.234.567".
std::string indonesian_count(std::uint64_t count);

}  // namespace sipro
