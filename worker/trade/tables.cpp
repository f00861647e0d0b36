#include "trade/tables.hpp"

#include <utility>

#include "trade/flow_sums.hpp"
#include "trade/table_body.hpp"
#include "trade/table_spec.hpp"
#include "trade/table_words.hpp"

namespace sipro::trade {
namespace {

TableBody flow_body(const TableSpec& spec, const FlowSums& sums) {
  switch (spec.columns) {
    case ColumnPattern::growth: return growth_table(spec, sums);
    case ColumnPattern::share: return share_table(spec, sums);
    case ColumnPattern::monthly: return monthly_table(spec, sums);
    case ColumnPattern::cumulative_by_year: return cumulative_table(spec, sums);
    case ColumnPattern::change: return change_table(spec, sums);
    case ColumnPattern::balance:
    case ColumnPattern::monthly_balance:
    case ColumnPattern::cumulative_balance: break;
  }
  return {};
}

TableBody balance_body(const TableSpec& spec, const BalanceInput& input) {
  switch (spec.columns) {
    case ColumnPattern::balance: return balance_table(spec, input);
    case ColumnPattern::monthly_balance: return monthly_balance_table(spec, input);
    case ColumnPattern::cumulative_balance: return cumulative_balance_table(spec, input);
    case ColumnPattern::growth:
    case ColumnPattern::share:
    case ColumnPattern::monthly:
    case ColumnPattern::cumulative_by_year:
    case ColumnPattern::change: break;
  }
  return {};
}

Table finished(const TableSpec& spec, const TableRequest& request, const std::string& country, TableBody body) {
  Table table;
  table.id = spec.id;
  table.set = spec.set;
  table.number = spec.number;
  table.title = spec.title;
  table.heading = table_heading(spec, request, country);
  table.unit = unit_of(spec.measure);
  table.columns = std::move(body.columns);
  table.rows = std::move(body.rows);
  table.notes = std::move(body.notes);
  table.notes.insert(table.notes.end(), request.notes.begin(), request.notes.end());
  table.notes.push_back(source_note(request));
  return table;
}

}  // namespace

std::vector<Table> flow_tables(const Cube& cube, const TableRequest& request) {
  const FlowSums sums(cube, request.period);
  const TableSet set = cube.flow == Flow::ekspor ? TableSet::ekspor : TableSet::impor;
  std::vector<Table> tables;
  for (const TableSpec& spec : table_specs()) {
    if (spec.set != set) continue;
    const bool of_country = spec.universe == Universe::country_of_note;
    const std::string country = of_country ? sums.country_of_note().value_or("") : std::string();
    tables.push_back(finished(spec, request, country, flow_body(spec, sums)));
  }
  return tables;
}

std::vector<Table> balance_tables(const Cube& ekspor, const Cube& impor, const TableRequest& request, Gaps gaps) {
  const BalanceInput input{flow_series(ekspor, request.period), flow_series(impor, request.period), request.period,
                           gaps};
  std::vector<Table> tables;
  for (const TableSpec& spec : table_specs()) {
    if (spec.set != TableSet::neraca) continue;
    tables.push_back(finished(spec, request, "", balance_body(spec, input)));
  }
  return tables;
}

}  // namespace sipro::trade
