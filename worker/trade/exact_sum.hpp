// A sum of doubles that is exact, and so independent of the order of its terms and of how they were split over
// threads: the rounding to a double happens once, at the end.
#pragma once

#include <cstdint>
#include <memory>

namespace sipro::trade {

/// Terms up to 2^40 that are multiples of 2^-64 go to a 128-bit fixed-point number (every amount of money or weight
/// that occurs); all others to a superaccumulator of the whole range of doubles. Precondition of add: the term is
/// finite.
class ExactSum {
 public:
  ExactSum() = default;
  ExactSum(const ExactSum& other);
  ExactSum& operator=(const ExactSum& other);
  ExactSum(ExactSum&&) noexcept = default;
  ExactSum& operator=(ExactSum&&) noexcept = default;
  ~ExactSum();

  void add(double term);
  void add(const ExactSum& other);
  void subtract(const ExactSum& other);

  /// The exact sum, correctly rounded to the nearest double (ties to even). 0.0 for an empty sum.
  [[nodiscard]] double value() const;
  [[nodiscard]] bool is_zero() const;
  /// Negative, zero or positive as *this is less than, equal to or greater than `other`: exact, so that ties are ties.
  [[nodiscard]] int compare(const ExactSum& other) const;

 private:
  struct Wide;
  void add_wide(double term);
  void spill();

  __extension__ __int128 fixed_ = 0;  // in units of 2^-64
  std::unique_ptr<Wide> wide_;        // empty for usual data
};

}  // namespace sipro::trade
