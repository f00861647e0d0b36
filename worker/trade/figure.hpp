// A sum that may be absent, and the formulas of the tables over such sums.
#pragma once

#include "trade/exact_sum.hpp"
#include "trade/table.hpp"

namespace sipro::trade {

/// What is summed in some time: US$ or kilograms. Absent (no row at all) is not zero.
struct Figure {
  ExactSum sum;
  bool present = false;

  void add(const ExactSum& term) {
    sum.add(term);
    present = true;
  }
  void add(const Figure& other) {
    if (other.present) add(other.sum);
  }
};

/// Negative, zero or positive as `left` is less than, equal to or greater than `right`, by exact sums; absent is less
/// than every figure.
int compare(const Figure& left, const Figure& right);

/// left - right, exactly; an absent side counts 0. Always present.
Figure difference(const Figure& left, const Figure& right);

/// Million US$ or thousand tonnes: the rounded sum / 1e6. Absent stays absent.
Cell figure_cell(const Figure& figure);

/// Percent: 100 x (now - before) / before, from the exact difference. Missing where before is absent or 0; an absent
/// now counts 0, which gives -100.
Cell growth_cell(const Figure& now, const Figure& before);

/// Percent: 100 x part / total. Missing where the part is absent, or the total absent or 0.
Cell share_cell(const Figure& part, const Figure& total);

}  // namespace sipro::trade
