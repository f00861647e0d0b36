// The records of a .sav dictionary, one function a kind of record. Internal to the parser of sav_dictionary.hpp.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "formats/sav_dictionary.hpp"

namespace sipro::formats {

/// What the walk over the records gathers before the variables can be put together.
struct SavRecords {
  /// One 8-byte element of a case, as its variable record describes it.
  struct Element {
    std::string name;  // 8 bytes, trimmed; of a continuation: empty
    std::string label;
    int width = 0;                     // -1: continues a string
    std::vector<std::string> missing;  // 8 bytes each
    bool missing_range = false;
    std::vector<std::uint32_t> label_sets;
  };
  struct Extension {
    std::uint32_t subtype = 0;
    std::uint32_t size = 0;
    std::uint32_t count = 0;
    std::string bytes;
  };

  std::int64_t header_rows = -1;
  std::vector<Element> elements;
  std::vector<Extension> extensions;
};

/// The 176 bytes at the start. Errors: file_truncated, file_damaged.
Result<void> read_header(FileCursor& cursor, SavDictionary& dictionary, SavRecords& records);

/// All records up to and with the dictionary's end. Errors: file_truncated, file_damaged.
Result<void> read_records(FileCursor& cursor, SavDictionary& dictionary, SavRecords& records);

/// Puts elements together to variables, very long strings as subtype 14 tells. Errors: file_damaged.
Result<void> build_variables(const SavRecords& records, SavDictionary& dictionary);

/// The extension records that matter to the meaning of the data or whose damage shows that others can't be trusted.
/// Errors: file_damaged, file_unsupported.
Result<void> apply_extensions(SavRecords& records, SavDictionary& dictionary);

/// Short name -> bytes of the very long strings, from subtype 14. Errors: file_damaged.
Result<std::map<std::string, std::size_t>> very_long_strings(const SavRecords& records);

}  // namespace sipro::formats
