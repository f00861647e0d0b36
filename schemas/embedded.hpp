// The definitions under schemas/, compiled into the programs: a program never depends on files beside it.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sipro::schemas {

struct EmbeddedFile {
  std::string_view path;  // relative to schemas/, e.g. "tables/flow-01.json"
  std::string_view text;
};

/// All embedded files in the order of schemas/CMakeLists.txt.
std::span<const EmbeddedFile> embedded_files();

/// The text of one embedded file. Throws std::logic_error for a path that schemas/CMakeLists.txt does not name.
inline std::string_view embedded(std::string_view path) {
  for (const auto& file : embedded_files()) {
    if (file.path == path) return file.text;
  }
  throw std::logic_error("not embedded: " + std::string(path));
}

}  // namespace sipro::schemas
