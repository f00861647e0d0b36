// One figure a month: of a whole flow, of its oil and gas, of one country. Also the calendar of which months have data.
#pragma once

#include <map>
#include <vector>

#include "trade/cube.hpp"
#include "trade/figure.hpp"
#include "trade/period.hpp"

namespace sipro::trade {

class MonthlySeries {
 public:
  void add(Period period, const ExactSum& term) { months_[period].add(term); }
  void add(const MonthlySeries& other);

  /// Absent where the month has no data.
  [[nodiscard]] const Figure& at(Period period) const;
  [[nodiscard]] bool has(Period period) const { return months_.contains(period); }
  [[nodiscard]] bool has_year(int year) const;
  /// Ascending.
  [[nodiscard]] std::vector<int> years() const;
  /// January to `last_month`; absent where none of these months has data.
  [[nodiscard]] Figure cumulative(int year, int last_month) const;
  /// Those of January to `last_month` without data.
  [[nodiscard]] std::vector<int> missing_months(int year, int last_month) const;

 private:
  std::map<Period, Figure> months_;
};

/// Value in US$ by month of all goods and of its two parts, up to the month asked for.
struct FlowSeries {
  MonthlySeries all;
  MonthlySeries migas;
  MonthlySeries nonmigas;
};

FlowSeries flow_series(const Cube& cube, Period last);

}  // namespace sipro::trade
