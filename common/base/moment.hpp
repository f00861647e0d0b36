// A point in time as an officer reads it: with the offset of her zone. Zones are Indonesia's three fixed offsets.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace sipro {

struct Moment {
  std::chrono::sys_seconds utc;
  std::chrono::minutes offset{7 * 60};  // WIB +07, WITA +08 or WIT +09

  /// Wall clock of the zone, as if it were UTC.
  [[nodiscard]] std::chrono::sys_seconds local() const { return utc + offset; }
  [[nodiscard]] std::chrono::year_month_day date() const { return std::chrono::floor<std::chrono::days>(local()); }
  /// "WIB", "WITA" or "WIT".
  [[nodiscard]] std::string_view zone() const;
  /// "20 Juni 2025 pukul 10.46 WIB".
  [[nodiscard]] std::string in_words() const;
  /// "2025-06-20T10:46:00+07:00".
  [[nodiscard]] std::string iso8601() const;
};

/// Parses "2025-06-20T10:46:00+07:00" (also with "Z", without seconds, or with fractions). An offset that is none of
/// Indonesia's is turned to WIB. Errors: wrong_usage.
Result<Moment> parse_moment(std::string_view text);

/// The system clock's time in WIB.
Moment moment_now();

/// Full Indonesian name, "Januari" for 1. Precondition: 1 <= month <= 12.
std::string_view month_name(unsigned month);

/// Short Indonesian name as tables write it: Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des.
std::string_view month_short_name(unsigned month);

}  // namespace sipro
