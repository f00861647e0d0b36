// One name a code: the rules name_variant and name_shared, and the filling of names that are empty beside a code.
#pragma once

#include <cstdint>
#include <vector>

#include "trade/dataset.hpp"
#include "trade/findings.hpp"
#include "trade/row_origin.hpp"

namespace sipro::trade {

/// Gives every kept row the one name of its port, country and chapter. `kept`: the rows in input order. Of several
/// names the one with most rows wins, on a tie the one of the latest period, then the first by code point. A code
/// without any name takes the built-in description (chapters) or itself; a row without code and name TIDAK DIKETAHUI.
void unify_names(Dataset& dataset, const std::vector<std::uint32_t>& kept, const RowOrigins& origins, unsigned threads,
                 Findings& findings);

}  // namespace sipro::trade
