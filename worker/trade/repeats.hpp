// The rules duplicate_row and duplicate_key.
#pragma once

#include "trade/dataset.hpp"
#include "trade/findings.hpp"
#include "trade/row_origin.hpp"

namespace sipro::trade {

/// Finds the kept rows that repeat an earlier one, in all 17 variables or in the key (TAHUN, BULAN, PELABUHAN, HS, NEGARA,
/// PROVASAL). Precondition: `dataset.order` is sorted. Both rules leave the rows as they are.
void find_repeats(const Dataset& dataset, const RowOrigins& origins, unsigned threads, Findings& findings);

}  // namespace sipro::trade
