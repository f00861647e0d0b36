// periode.json: what a clean file holds month by month, for comparing it with an earlier delivery.
#pragma once

#include <string>
#include <vector>

#include "trade/flow.hpp"
#include "trade/period_totals.hpp"

namespace sipro::pipeline {

inline constexpr const char* kPeriodsJson = "periode.json";

/// {"flow":"ekspor","periods":[{"year":2025,"month":4,"rows":310,"value_usd":1.5,"weight_kg":2}]}: sums are exact, then
/// rounded once.
std::string periods_json(trade::Flow flow, const std::vector<trade::PeriodTotal>& totals);

}  // namespace sipro::pipeline
