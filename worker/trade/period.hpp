// A month of a year, as data and tables are keyed by it.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace sipro::trade {

struct Period {
  int year = 0;   // 2000 and later
  int month = 0;  // 1..12

  friend auto operator<=>(const Period&, const Period&) = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14

  /// The month before: December of the earlier year for January.
  [[nodiscard]] Period before() const { return month == 1 ? Period{year - 1, 12} : Period{year, month - 1}; }
  /// "2025-04".
  [[nodiscard]] std::string iso() const;
};

}  // namespace sipro::trade
