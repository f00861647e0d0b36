// What an officer is told when a file can't be read: what is wrong with it and what she can do. Never the file's name,
// which the caller knows.
#pragma once

#include <string_view>

#include "base/error.hpp"

namespace sipro::formats {

Error not_found();
Error no_bytes();  // file_empty: 0 bytes
Error no_rows();   // file_empty: a dictionary without a row
Error not_statistics();
Error encrypted();
Error truncated();
/// `what`: a clause without a full stop, e.g. "lebar variabel teks lebih dari 255".
Error damaged(std::string_view what);
Error too_large();
/// `what`: a clause that names the variant.
Error unsupported(std::string_view what);
Error out_of_memory();   // file_too_large
Error storage_failed();  // file_not_found: the storage gave an error in the middle of the file

}  // namespace sipro::formats
