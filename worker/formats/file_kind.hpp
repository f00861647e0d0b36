// What a file is, by its content; its name says nothing.
#pragma once

#include "base/error.hpp"
#include "formats/file_bytes.hpp"

namespace sipro::formats {

enum class FileKind { sav, por, dta };

/// Errors: file_empty (0 bytes), file_truncated, file_encrypted, file_not_statistics, file_unsupported.
Result<FileKind> kind_of(const FileBytes& file);

}  // namespace sipro::formats
