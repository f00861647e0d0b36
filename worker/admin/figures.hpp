// Times, ages and sizes as an operator reads them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace sipro::admin {

/// "2025-06-20 10:46:03 WIB"; "-" for zero.
std::string when(std::chrono::microseconds since_1970);
/// "2025-06-20T10:46:03+07:00".
std::string iso_time(std::chrono::microseconds since_1970);
/// "12 s", "3 min", "2 h", "5 days"; "0 s" for what is negative.
std::string how_long(std::chrono::microseconds span);
/// "812 bytes", "3.4 KB", "1.2 GB".
std::string how_much(std::uint64_t bytes);
/// "1 job", "2 jobs".
std::string count_of(std::uint64_t count, const std::string& what);

}  // namespace sipro::admin
