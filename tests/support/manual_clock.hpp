// The function library with a clock that tests set: its time is the value of `{sipro}:clock`.
#pragma once

#include <string>

#include "queue/library.hpp"

namespace sipro::test {

inline constexpr std::string_view kClockKey = "{sipro}:clock";

inline std::string library_with_manual_clock() {
  auto pieces = queue::library_pieces();
  for (auto& piece : pieces)
    if (piece.name == "time.lua")
      piece.text = "local function clock() return tonumber(redis.call('GET', '{sipro}:clock')) end\n";
  return queue::assemble_library(pieces);
}

}  // namespace sipro::test
