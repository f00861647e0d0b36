// The tables whose rows are months or years of one flow: patterns C and D.
#include <utility>

#include "base/moment.hpp"
#include "trade/table_body.hpp"
#include "trade/table_words.hpp"

namespace sipro::trade {
namespace {

/// The years that table D shows, and those without any data between them, which its growth rates miss.
std::vector<int> years_without_gaps(const std::vector<int>& years) {
  std::vector<int> out;
  if (years.empty()) return out;
  for (int year = years.front(); year <= years.back(); ++year) out.push_back(year);
  return out;
}

}  // namespace

TableBody monthly_table(const TableSpec& spec, const FlowSums& sums) {
  const Period asked = sums.asked();
  const MonthlySeries& series = sums.series(spec.universe);
  // The years are those of the whole flow, also in the table of one country.
  const auto years = sums.series(Universe::all).years();
  TableBody body;
  body.columns = {{spec.row_headings.front(), ColumnKind::text}};
  for (const int year : years) {
    body.columns.push_back({with_time(spec.value_heading, std::to_string(year)), ColumnKind::value});
  }
  for (int month = 1; month <= 12; ++month) {
    std::vector<Cell> row = {Cell::of(std::string(month_name(static_cast<unsigned>(month))))};
    for (const int year : years) {
      const Period period{year, month};
      row.push_back(period > asked ? Cell::not_yet() : figure_cell(series.at(period)));
    }
    body.rows.push_back(std::move(row));
  }
  std::vector<Cell> total = {Cell::of(spec.total)};
  for (const int year : years) total.push_back(figure_cell(series.cumulative(year, 12)));
  body.rows.push_back(std::move(total));
  return body;
}

TableBody cumulative_table(const TableSpec& spec, const FlowSums& sums) {
  const Period asked = sums.asked();
  const MonthlySeries& flow = sums.series(Universe::all);
  const MonthlySeries& series = sums.series(spec.universe);
  TableBody body;
  body.columns = {{spec.row_headings.front(), ColumnKind::text},
                  {spec.value_heading, ColumnKind::value},
                  {"c-to-c (%)", ColumnKind::percent}};
  for (const int year : flow.years()) {
    const Figure now = series.cumulative(year, asked.month);
    const Figure before = series.cumulative(year - 1, asked.month);
    // A country that is absent in a year fell to nothing only where the flow has data: else nobody knows.
    const bool known = flow.cumulative(year, asked.month).present;
    body.rows.push_back({Cell::of(cumulative_label({year, asked.month})), figure_cell(now),
                         known ? growth_cell(now, before) : Cell::absent()});
  }
  body.notes = missing_month_notes(flow, years_without_gaps(flow.years()), asked.month);
  return body;
}

}  // namespace sipro::trade
