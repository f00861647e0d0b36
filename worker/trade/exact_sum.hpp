// A sum of doubles that is exact, and so independent of the order of its terms and of how they were split over
// threads: the rounding to a double happens once, at the end.
#pragma once

#include <bit>
#include <cstdint>
#include <memory>

namespace sipro::trade {

/// Terms below 2^40 that are multiples of 2^-64 go to a 128-bit fixed-point number (every amount of money or weight
/// that occurs); all others to a superaccumulator of the whole range of doubles, with room for 2^77 terms of the
/// largest. Precondition of add: the term is finite.
class ExactSum {
 public:
  ExactSum() = default;
  ExactSum(const ExactSum& other)
      : low_(other.low_), high_(other.high_), wide_(other.wide_ ? copy(*other.wide_) : nullptr) {}
  ExactSum& operator=(const ExactSum& other) {
    if (this != &other) *this = ExactSum(other);
    return *this;
  }
  ExactSum(ExactSum&&) noexcept = default;
  ExactSum& operator=(ExactSum&&) noexcept = default;
  ~ExactSum() = default;

  void add(double term) {
    const auto bits = std::bit_cast<std::uint64_t>(term);
    const unsigned shift = static_cast<unsigned>((bits >> kFractionBits) & kExponentMask) - kFixedExponent;
    // One comparison for both ends: an exponent below kFixedExponent wraps to a huge shift.
    if (shift > kMaxShift) return add_unusual(term);
    const auto significand = (bits & (kHiddenBit - 1)) | kHiddenBit;
    const Int128 magnitude = static_cast<Int128>(significand) << shift;
    add_fixed((bits >> 63) != 0 ? -magnitude : magnitude);
  }

  void add(const ExactSum& other) {
    if (other.wide_) add_wide(*other.wide_, false);
    add_fixed(other.fixed());
  }

  void subtract(const ExactSum& other);

  /// The exact sum, correctly rounded to the nearest double (ties to even). 0.0 for an empty sum; infinite only where
  /// the exact sum itself rounds beyond the largest double.
  [[nodiscard]] double value() const;
  [[nodiscard]] bool is_zero() const;
  /// Negative, zero or positive as *this is less than, equal to or greater than `other`: exact, so that ties are ties.
  [[nodiscard]] int compare(const ExactSum& other) const;

 private:
  __extension__ using Int128 = __int128;
  struct Wide;
  struct DeleteWide {
    void operator()(Wide* wide) const noexcept;
  };
  using WidePointer = std::unique_ptr<Wide, DeleteWide>;

  static constexpr int kFractionBits = 52;
  static constexpr std::uint64_t kHiddenBit = std::uint64_t{1} << kFractionBits;
  static constexpr std::uint64_t kExponentMask = 0x7ff;
  // The biased exponent whose last significand bit is worth 2^-64; kMaxShift above it the term reaches 2^40.
  static constexpr unsigned kFixedExponent = 1023 + kFractionBits - 64;
  static constexpr unsigned kMaxShift = 51;

  [[nodiscard]] Int128 fixed() const { return (static_cast<Int128>(high_) << 64) | static_cast<Int128>(low_); }
  void set_fixed(Int128 fixed) {
    low_ = static_cast<std::uint64_t>(fixed);
    high_ = static_cast<std::int64_t>(fixed >> 64);
  }
  void add_fixed(Int128 term) {
    Int128 sum = 0;
    if (__builtin_add_overflow(fixed(), term, &sum)) return spill(term, false);
    set_fixed(sum);
  }

  static WidePointer copy(const Wide& wide);
  Wide& wide();
  void add_unusual(double term);
  void add_wide(const Wide& other, bool negated);
  /// Moves the fixed part and `term` to the wide part.
  void spill(Int128 term, bool negated);
  [[nodiscard]] Wide total() const;

  // The fixed-point part in units of 2^-64, in halves: an __int128 would align every owner to 16 bytes.
  std::uint64_t low_ = 0;
  std::int64_t high_ = 0;
  WidePointer wide_;  // empty for usual data
};

}  // namespace sipro::trade
