// `revisi`: what a delivery says of the months that the one before had told already.
#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace sipro::gateway {

struct PeriodTotal {
  int year = 0;
  int month = 0;
  std::uint64_t rows = 0;
  double value_usd = 0;

  bool operator==(const PeriodTotal&) const = default;
};

/// Of periode.json. Errors: fact_damaged.
Result<std::vector<PeriodTotal>> parse_periods(std::string_view json);

/// [{"year","month","before_usd","now_usd","difference_usd","percent","rows_before","rows_now"}] by period. What a
/// delivery lacks is null; so is `percent` (100 x (now - before) / before) where before is 0. Both lists are by period.
boost::json::array compare_periods(const std::vector<PeriodTotal>& before, const std::vector<PeriodTotal>& now);

}  // namespace sipro::gateway
