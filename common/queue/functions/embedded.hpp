// The pieces of the function library, compiled into the programs, in the order in which they make up its text.
#pragma once

#include <span>
#include <string_view>

namespace sipro::queue::functions {

struct EmbeddedFile {
  std::string_view path;  // "time.lua"
  std::string_view text;
};

std::span<const EmbeddedFile> embedded_files();

}  // namespace sipro::queue::functions
