// What a dataset holds month by month: for comparing a delivery with the one before.
#pragma once

#include <cstddef>
#include <vector>

#include "trade/dataset.hpp"
#include "trade/exact_sum.hpp"
#include "trade/period.hpp"

namespace sipro::trade {

struct PeriodTotal {
  Period period;
  std::size_t rows = 0;
  ExactSum value_usd;
  ExactSum weight_kg;  // of the rows that have one
};

/// The periods that have rows, the earliest first.
std::vector<PeriodTotal> period_totals(const Dataset& dataset);

}  // namespace sipro::trade
