#include "workbook/cell_text.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sipro::workbook {
namespace {

constexpr std::size_t kCellLimit = 32767;
constexpr std::string_view kReplacement = "\xef\xbf\xbd";

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Whether `text` starts with "_xHHHH_", a spreadsheet's way to write a control character.
bool starts_with_escape(std::string_view text) {
  return text.size() >= 7 && text[0] == '_' && text[1] == 'x' && text[6] == '_' &&
         std::all_of(text.begin() + 2, text.begin() + 6, is_hex);
}

/// Bytes of the well-formed character at the start of `text`, 0 where there is none.
std::size_t character_length(std::string_view text) {
  for (std::size_t length = 1; length <= 4 && length <= text.size(); ++length) {
    if (is_utf8(text.substr(0, length))) return length;
  }
  return 0;
}

bool is_plain(std::string_view text) {
  return text.size() <= kCellLimit && std::all_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f && c != '_';
         });
}

}  // namespace

std::string cell_text(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string out;
  std::size_t units = 0;
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    std::string_view piece = text.substr(0, std::max<std::size_t>(length, 1));
    text.remove_prefix(piece.size());
    const bool forbidden = length == 0 || piece[0] == '\0' || piece == "\xef\xbf\xbe" || piece == "\xef\xbf\xbf";
    if (forbidden) piece = kReplacement;
    const bool escape = piece == "_" && starts_with_escape(std::string(piece).append(text.substr(0, 6)));
    if (escape) piece = "_x005F_";
    units += escape ? piece.size() : length == 4 ? 2U : 1U;
    if (units > kCellLimit) break;
    out.append(piece);
  }
  return out;
}

}  // namespace sipro::workbook
