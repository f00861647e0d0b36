// The phases of a run, as progress names them to the officer.
#pragma once

#include <string_view>

namespace sipro::pipeline {

inline constexpr std::string_view kReading = "membaca";             // rows
inline constexpr std::string_view kCleaning = "memeriksa";          // preprocess: the rules
inline constexpr std::string_view kWriting = "menulis";             // preprocess: rows of the clean file
inline constexpr std::string_view kComputing = "menghitung";        // olah: the cubes
inline constexpr std::string_view kMakingTables = "membuat tabel";  // olah: tables

}  // namespace sipro::pipeline
