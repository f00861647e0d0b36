#include "formats/sav_dictionary.hpp"

#include "formats/sav_data.hpp"
#include "formats/sav_records.hpp"

namespace sipro::formats {

Result<SavDictionary> parse_sav(const FileBytes& file, const ReadLimits& limits) {
  SavDictionary dictionary;
  SavRecords records;
  FileCursor cursor(file);
  if (auto done = read_header(cursor, dictionary, records); !done) return done.error();
  if (auto done = read_records(cursor, dictionary, records); !done) return done.error();
  if (auto done = build_variables(records, dictionary); !done) return done.error();
  if (auto done = apply_extensions(records, dictionary); !done) return done.error();
  if (auto done = check_data(file, records.header_rows, limits, dictionary); !done) return done.error();
  return dictionary;
}

}  // namespace sipro::formats
