// The rules duplicate_row and duplicate_key.
#pragma once

#include "trade/cleaning.hpp"

namespace sipro::trade {

/// Adds to the report the kept rows that repeat an earlier one, in all 17 variables or in the key (TAHUN, BULAN,
/// PELABUHAN, HS, NEGARA, PROVASAL). Both rules leave the rows as they are. Preconditions: `report` is that of the
/// dataset's cleaning.
void find_repeats(const Dataset& dataset, unsigned threads, Report& report);

}  // namespace sipro::trade
