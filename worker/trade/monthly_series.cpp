#include "trade/monthly_series.hpp"

namespace sipro::trade {

void MonthlySeries::add(const MonthlySeries& other) {
  for (const auto& [period, figure] : other.months_) months_[period].add(figure);
}

const Figure& MonthlySeries::at(Period period) const {
  static const Figure kAbsent;
  const auto found = months_.find(period);
  return found == months_.end() ? kAbsent : found->second;
}

bool MonthlySeries::has_year(int year) const {
  const auto first = months_.lower_bound({year, 1});
  return first != months_.end() && first->first.year == year;
}

std::vector<int> MonthlySeries::years() const {
  std::vector<int> out;
  for (const auto& [period, figure] : months_) {
    if (out.empty() || out.back() != period.year) out.push_back(period.year);
  }
  return out;
}

Figure MonthlySeries::cumulative(int year, int last_month) const {
  Figure sum;
  for (int month = 1; month <= last_month; ++month) sum.add(at({year, month}));
  return sum;
}

std::vector<int> MonthlySeries::missing_months(int year, int last_month) const {
  std::vector<int> out;
  for (int month = 1; month <= last_month; ++month) {
    if (!has({year, month})) out.push_back(month);
  }
  return out;
}

FlowSeries flow_series(const Cube& cube, Period last) {
  // Cells of a period usually stand together: the map is asked once for each run of them.
  struct Parts {
    Figure migas;
    Figure nonmigas;
  };
  std::map<Period, Parts> parts;
  Parts* current = nullptr;
  Period period;
  for (const PortCell& cell : cube.port_cells) {
    if (cell.period > last) continue;
    if (current == nullptr || cell.period != period) {
      current = &parts[cell.period];
      period = cell.period;
    }
    (cell.migas ? current->migas : current->nonmigas).add(cell.value_usd);
  }
  FlowSeries series;
  for (const auto& [month, part] : parts) {
    if (part.migas.present) series.migas.add(month, part.migas.sum);
    if (part.nonmigas.present) series.nonmigas.add(month, part.nonmigas.sum);
  }
  series.all.add(series.migas);
  series.all.add(series.nonmigas);
  return series;
}

}  // namespace sipro::trade
