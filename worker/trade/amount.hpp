// A sum that may be absent, and the formulas of the tables over such sums.
#pragma once

#include "trade/exact_sum.hpp"
#include "trade/table.hpp"

namespace sipro::trade {

/// What is summed in some time: US$ or kilograms. Absent (no row at all) is not zero.
struct Amount {
  ExactSum sum;
  bool present = false;

  void add(const ExactSum& term) {
    sum.add(term);
    present = true;
  }
  void add(const Amount& other) {
    if (other.present) add(other.sum);
  }
};

/// Negative, zero or positive as `left` is less than, equal to or greater than `right`, by exact sums; absent is less
/// than every amount.
int compare(const Amount& left, const Amount& right);

/// left - right, exactly; an absent side counts 0. Always present.
Amount difference(const Amount& left, const Amount& right);

/// Million US$ or thousand tonnes: the rounded sum / 1e6. Absent stays absent.
Cell amount_cell(const Amount& amount);

/// Percent: 100 x (now - before) / before. Missing where before is absent or 0; -100 where only now is absent.
Cell growth_cell(const Amount& now, const Amount& before);

/// Percent: 100 x part / total. Missing where the part is absent, or the total absent or 0.
Cell share_cell(const Amount& part, const Amount& total);

}  // namespace sipro::trade
