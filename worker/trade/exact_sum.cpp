#include "trade/exact_sum.hpp"

#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace sipro::trade {
namespace {

__extension__ using UInt128 = unsigned __int128;

// The unit of the wide part is the smallest subnormal.
constexpr int kWideUnit = -1074;
// Where the fixed part's unit, 2^-64, stands in the wide part.
constexpr unsigned kFixedPosition = 1074 - 64;
// 1074 + 1024 bits for every double, 77 for the number of terms, one for the sign.
constexpr std::size_t kLimbs = 34;

}  // namespace

/// A two's complement integer of 2176 bits in units of 2^-1074, least significant limb first.
struct ExactSum::Wide {
  std::array<std::uint64_t, kLimbs> limbs{};

  /// Adds or subtracts magnitude * 2^position units.
  void add(UInt128 magnitude, unsigned position, bool negative) {
    const std::size_t first = position / 64;
    const unsigned shift = position % 64;
    const auto low = static_cast<std::uint64_t>(magnitude);
    const auto high = static_cast<std::uint64_t>(magnitude >> 64);
    const std::array<std::uint64_t, 3> parts = {low << shift,
                                                shift == 0 ? high : (high << shift) | (low >> (64 - shift)),
                                                shift == 0 ? 0 : high >> (64 - shift)};
    std::uint64_t carry = 0;
    for (std::size_t i = first; i < kLimbs; ++i) {
      const std::uint64_t part = i - first < parts.size() ? parts[i - first] : 0;
      carry = negative ? subtract_limb(i, part, carry) : add_limb(i, part, carry);
    }
  }

  void add(const Wide& other, bool negated) {
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < kLimbs; ++i) {
      const std::uint64_t part = other.limbs[i];
      carry = negated ? subtract_limb(i, part, carry) : add_limb(i, part, carry);
    }
  }

  void add_fixed(Int128 fixed, bool negated) {
    const bool negative = fixed < 0;
    const auto bits = static_cast<UInt128>(fixed);
    add(negative ? -bits : bits, kFixedPosition, negative != negated);
  }

  [[nodiscard]] int sign() const {
    if ((limbs.back() >> 63) != 0) return -1;
    for (const auto limb : limbs) {
      if (limb != 0) return 1;
    }
    return 0;
  }

  /// Nearest double, ties to even. Precondition: not negative.
  [[nodiscard]] double rounded() const {
    std::size_t top = kLimbs;
    while (top > 0 && limbs[top - 1] == 0) --top;
    if (top == 0) return 0.0;
    const int last_bit = static_cast<int>(top) * 64 - 1 - std::countl_zero(limbs[top - 1]);
    // Below 2^53 units every value is a double, a subnormal one among them.
    if (last_bit < 53) return std::ldexp(static_cast<double>(limbs[0]), kWideUnit);
    const auto first_bit = static_cast<unsigned>(last_bit - 52);
    std::uint64_t significand = bits(first_bit, 53);
    const bool half = bits(first_bit - 1, 1) != 0;
    if (half && ((significand & 1) != 0 || any_below(first_bit - 1))) ++significand;
    return std::ldexp(static_cast<double>(significand), static_cast<int>(first_bit) + kWideUnit);
  }

 private:
  std::uint64_t add_limb(std::size_t i, std::uint64_t part, std::uint64_t carry) {
    const UInt128 sum = static_cast<UInt128>(limbs[i]) + part + carry;
    limbs[i] = static_cast<std::uint64_t>(sum);
    return static_cast<std::uint64_t>(sum >> 64);
  }

  std::uint64_t subtract_limb(std::size_t i, std::uint64_t part, std::uint64_t borrow) {
    const UInt128 difference = static_cast<UInt128>(limbs[i]) - part - borrow;
    limbs[i] = static_cast<std::uint64_t>(difference);
    return static_cast<std::uint64_t>(difference >> 64) & 1;
  }

  [[nodiscard]] std::uint64_t bits(unsigned position, unsigned count) const {
    const std::size_t limb = position / 64;
    UInt128 window = limbs[limb];
    if (limb + 1 < kLimbs) window |= static_cast<UInt128>(limbs[limb + 1]) << 64;
    return static_cast<std::uint64_t>(window >> (position % 64)) & ((std::uint64_t{1} << count) - 1);
  }

  [[nodiscard]] bool any_below(unsigned position) const {
    for (std::size_t i = 0; i < position / 64; ++i) {
      if (limbs[i] != 0) return true;
    }
    return position % 64 != 0 && bits(position - position % 64, position % 64) != 0;
  }
};

void ExactSum::DeleteWide::operator()(Wide* wide) const noexcept { delete wide; }

ExactSum::WidePointer ExactSum::copy(const Wide& wide) { return WidePointer(new Wide(wide)); }

ExactSum::Wide& ExactSum::wide() {
  if (!wide_) wide_.reset(new Wide);
  return *wide_;
}

void ExactSum::add_unusual(double term) {
  assert(std::isfinite(term));
  if (term == 0) return;
  const auto bits = std::bit_cast<std::uint64_t>(term);
  const auto exponent = static_cast<unsigned>((bits >> kFractionBits) & kExponentMask);
  const bool negative = (bits >> 63) != 0;
  const std::uint64_t fraction = bits & (kHiddenBit - 1);
  const std::uint64_t significand = exponent == 0 ? fraction : fraction | kHiddenBit;
  // A subnormal counts from the same place as exponent 1.
  const unsigned position = exponent == 0 ? 0 : exponent - 1;
  const unsigned zeros = static_cast<unsigned>(std::countr_zero(significand));
  if (position < kFixedPosition && position + zeros >= kFixedPosition) {
    const Int128 magnitude = static_cast<Int128>(significand >> (kFixedPosition - position));
    return add_fixed(negative ? -magnitude : magnitude);
  }
  wide().add(significand, position, negative);
}

void ExactSum::add_wide(const Wide& other, bool negated) { wide().add(other, negated); }

void ExactSum::spill(Int128 term, bool negated) {
  Wide& target = wide();
  target.add_fixed(fixed(), false);
  target.add_fixed(term, negated);
  set_fixed(0);
}

void ExactSum::subtract(const ExactSum& other) {
  if (other.wide_) add_wide(*other.wide_, true);
  const Int128 term = other.fixed();
  Int128 difference = 0;
  if (__builtin_sub_overflow(fixed(), term, &difference)) return spill(term, true);
  set_fixed(difference);
}

ExactSum::Wide ExactSum::total() const {
  Wide sum;
  if (wide_) sum = *wide_;
  sum.add_fixed(fixed(), false);
  return sum;
}

double ExactSum::value() const {
  // The conversion of a 128-bit integer rounds to nearest even; the scaling is exact.
  if (!wide_) return std::ldexp(static_cast<double>(fixed()), -64);
  const Wide sum = total();
  if (sum.sign() >= 0) return sum.rounded();
  Wide magnitude;
  magnitude.add(sum, true);
  return -magnitude.rounded();
}

bool ExactSum::is_zero() const { return wide_ ? total().sign() == 0 : (low_ == 0 && high_ == 0); }

int ExactSum::compare(const ExactSum& other) const {
  if (!wide_ && !other.wide_) {
    const Int128 left = fixed();
    const Int128 right = other.fixed();
    return left < right ? -1 : static_cast<int>(left > right);
  }
  Wide difference = total();
  difference.add(other.total(), true);
  return difference.sign();
}

}  // namespace sipro::trade
