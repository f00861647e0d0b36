#include "trade/figure.hpp"

#include <cmath>

namespace sipro::trade {
namespace {

constexpr double kUnitsInMillion = 1e6;

/// A table never shows Inf: a quotient or sum beyond the range of doubles is missing.
Cell finite_cell(double number) { return std::isfinite(number) ? Cell::of(number) : Cell::absent(); }

}  // namespace

int compare(const Figure& left, const Figure& right) {
  if (!left.present || !right.present) return static_cast<int>(left.present) - static_cast<int>(right.present);
  return left.sum.compare(right.sum);
}

Figure difference(const Figure& left, const Figure& right) {
  Figure out;
  out.present = true;
  if (left.present) out.sum.add(left.sum);
  if (right.present) out.sum.subtract(right.sum);
  return out;
}

Cell figure_cell(const Figure& figure) {
  return figure.present ? finite_cell(figure.sum.value() / kUnitsInMillion) : Cell::absent();
}

Cell growth_cell(const Figure& now, const Figure& before) {
  if (!before.present || before.sum.is_zero()) return Cell::absent();
  return finite_cell(100 * (difference(now, before).sum.value() / before.sum.value()));
}

Cell share_cell(const Figure& part, const Figure& total) {
  if (!part.present || !total.present || total.sum.is_zero()) return Cell::absent();
  return finite_cell(100 * (part.sum.value() / total.sum.value()));
}

}  // namespace sipro::trade
