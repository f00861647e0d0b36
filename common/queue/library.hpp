// The function library sipro_v<N> (functions/*.lua): its text, and how it gets into a Redis.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "redis/client.hpp"

namespace sipro::queue {

/// N of sipro_v<N>, its functions s<N>_<name>. Another text needs another N: functions/versions.txt.
extern const unsigned kLibrary;

struct LibraryPiece {
  std::string_view name;  // "time.lua": defines `local function clock()` -> microseconds as a number
  std::string_view text;
};

/// In the order in which they make up the library.
std::vector<LibraryPiece> library_pieces();
std::string assemble_library(std::span<const LibraryPiece> pieces);

/// The library of this program, assembled once.
const std::string& library_text();

/// Loads the library where it is missing; never replaces another one of its name. Errors: library_conflict, and those
/// of redis::Client and of Redis.
Result<void> ensure_library(redis::Client& client, const std::string& text = library_text());

}  // namespace sipro::queue
