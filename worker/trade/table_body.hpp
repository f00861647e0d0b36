// What a query gives: the part of a table that depends on the data. Headings and common notes are put around it.
#pragma once

#include <string>
#include <vector>

#include "trade/flow_sums.hpp"
#include "trade/monthly_series.hpp"
#include "trade/table.hpp"
#include "trade/table_spec.hpp"
#include "trade/tables.hpp"

namespace sipro::trade {

struct TableBody {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  std::vector<std::string> notes;  // months that are missing
};

/// Pattern A: months, cumulative figures, growth rates and share; for sectors in the two blocks MIGAS and NON MIGAS.
TableBody growth_table(const TableSpec& spec, const FlowSums& sums);
/// Pattern B: one period and its share.
TableBody share_table(const TableSpec& spec, const FlowSums& sums);
/// Table 14: the month before, the month, their difference and its rate.
TableBody change_table(const TableSpec& spec, const FlowSums& sums);
/// Pattern C: twelve months by year.
TableBody monthly_table(const TableSpec& spec, const FlowSums& sums);
/// Pattern D: January to the month asked for, of each year.
TableBody cumulative_table(const TableSpec& spec, const FlowSums& sums);

/// What the balance tables are computed from.
struct BalanceInput {
  FlowSeries ekspor;
  FlowSeries impor;
  Period asked;
  Gaps gaps = Gaps::absent;
};

TableBody balance_table(const TableSpec& spec, const BalanceInput& input);
TableBody monthly_balance_table(const TableSpec& spec, const BalanceInput& input);
TableBody cumulative_balance_table(const TableSpec& spec, const BalanceInput& input);

}  // namespace sipro::trade
