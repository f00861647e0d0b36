// What the data part of a .sav must hold, checked before it is decoded. Internal to the parser of sav_dictionary.hpp.
#pragma once

#include "formats/sav_dictionary.hpp"

namespace sipro::formats {

/// Finds the data's extent and the number of rows; `header_rows` -1: the header doesn't tell. Errors: file_empty,
/// file_truncated, file_damaged, file_too_large.
Result<void> check_data(const FileBytes& file, std::int64_t header_rows, const ReadLimits& limits,
                        SavDictionary& dictionary);

}  // namespace sipro::formats
