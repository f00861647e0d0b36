// Rows of a .sav or .zsav to columns.
#pragma once

#include "formats/charset.hpp"
#include "formats/sav_dictionary.hpp"

namespace sipro::formats {

/// The charset that the file says its text is in; windows-1252 where it doesn't. Errors: file_unsupported.
Result<Charset> sav_charset(const SavDictionary& dictionary);

FileInfo sav_info(const SavDictionary& dictionary, const Charset& charset);

/// As StatisticsFile::read. Precondition: no variable is asked for twice.
Result<FileRows> read_sav(const FileBytes& file, const SavDictionary& dictionary, const Charset& charset,
                          std::span<const ColumnRequest> requests, unsigned threads, Progress progress);

}  // namespace sipro::formats
