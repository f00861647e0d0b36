// SPSS .por and Stata .dta, whose dictionaries ReadStat parses itself. Rare beside .sav, and small.
#pragma once

#include <cstdint>

#include "formats/charset.hpp"
#include "formats/file_bytes.hpp"
#include "formats/file_kind.hpp"
#include "formats/statistics_file.hpp"

namespace sipro::formats {

struct ForeignFile {
  FileKind kind = FileKind::por;
  ReadLimits limits;
  FileInfo info;
  Charset charset = Charset::utf8();
  std::int64_t rows = -1;  // as the header tells; -1: it doesn't (.por)
};

/// Reads the dictionary. Precondition: kind is por or dta. Errors: file_empty, file_truncated, file_damaged,
/// file_too_large, file_unsupported.
Result<ForeignFile> open_foreign(const FileBytes& file, FileKind kind, const ReadLimits& limits);

/// As StatisticsFile::read, on one thread. Precondition: no variable is asked for twice.
Result<FileRows> read_foreign(const FileBytes& file, const ForeignFile& foreign,
                              std::span<const ColumnRequest> requests, Progress progress);

}  // namespace sipro::formats
