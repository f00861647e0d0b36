#include "trade/period_totals.hpp"

#include <algorithm>
#include <cmath>

namespace sipro::trade {

std::vector<PeriodTotal> period_totals(const Dataset& dataset) {
  std::vector<PeriodTotal> totals;
  for (const std::uint32_t row : dataset.order) {
    // Rows of one period follow each other.
    const Period period{dataset.year[row], dataset.month[row]};
    if (totals.empty() || totals.back().period != period) totals.emplace_back().period = period;
    PeriodTotal& total = totals.back();
    ++total.rows;
    total.value_usd.add(dataset.value_usd[row]);
    if (!std::isnan(dataset.weight_kg[row])) total.weight_kg.add(dataset.weight_kg[row]);
  }
  std::reverse(totals.begin(), totals.end());
  return totals;
}

}  // namespace sipro::trade
