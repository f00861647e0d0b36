// The definitions under schemas/, compiled into the programs: a program never depends on files beside it.
#pragma once

#include <span>
#include <string_view>

namespace sipro::schemas {

struct EmbeddedFile {
  std::string_view path;  // relative to schemas/, e.g. "tables/flow-01.json"
  std::string_view text;
};

/// All embedded files in the order of schemas/CMakeLists.txt.
std::span<const EmbeddedFile> embedded_files();

}  // namespace sipro::schemas
