// Text as a workbook can hold it.
#pragma once

#include <string>
#include <string_view>

namespace sipro::workbook {

/// `text` as well-formed UTF-8 without what XML 1.0 forbids (U+FFFD stands in), at most 32,767 UTF-16 units long, the
/// limit of a cell. A literal "_x0041_", which spreadsheets would decode, is escaped; other control characters are
/// libxlsxwriter's.
std::string cell_text(std::string_view text);

}  // namespace sipro::workbook
