// The wall clock as facts on storage have it.
#pragma once

#include <chrono>
#include <cstdint>

namespace sipro::gateway {

/// Microseconds since 1970.
inline std::int64_t now_us() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

}  // namespace sipro::gateway
