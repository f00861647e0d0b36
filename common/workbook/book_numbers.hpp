// The numbers of a sheet, to the last bit.
#pragma once

#include <string>
#include <vector>

namespace sipro::workbook {

/// libxlsxwriter 1.1.4 prints numbers with 16 digits, while a double may need 17. Puts the shortest form that reads
/// back equal into the number cells of a sheet's XML, in order. False, and `xml` unchanged, when its numbers are not
/// `numbers`.
bool restore_exact_numbers(std::string& xml, const std::vector<double>& numbers);

}  // namespace sipro::workbook
