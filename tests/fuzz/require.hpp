// What a fuzz target holds to be true: the fuzzer takes an abort for a finding.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace sipro {

inline void require(bool holds) {
  if (!holds) std::abort();
}

inline std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

/// Cuts the text before the first `separator` off; all of it where there is none.
inline std::string_view take_before(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return part;
}

/// "a/b": no way out of the folder that the path is relative to.
inline bool stays_below(std::string_view path) {
  const std::string walled = "/" + std::string(path) + "/";
  for (const char* way_out : {"//", "/./", "/../"}) {
    if (walled.find(way_out) != std::string::npos) return false;
  }
  return path.find('\0') == std::string_view::npos;
}

}  // namespace sipro
