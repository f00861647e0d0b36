#include "trade/period.hpp"

#include <array>
#include <cstdio>

namespace sipro::trade {

std::string Period::iso() const {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02d", year, month);
  return buffer.data();
}

}  // namespace sipro::trade
