// Chance for the synthetic data, the same on every machine: integers, and of floating point only what IEEE 754 rounds
// exactly (no exp, log or distribution of the standard library, whose last bits differ).
#pragma once

#include <cstdint>

namespace sipro::pipeline {

/// The finaliser of splitmix64: a bijection whose output looks random.
constexpr std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

/// Several numbers (or enumerators), in their order, as one.
template <class Second, class... More>
constexpr std::uint64_t mixed(std::uint64_t first, Second second, More... more) {
  return mixed(mixed(first + 0x9e3779b97f4a7c15U) ^ static_cast<std::uint64_t>(second), more...);
}

/// splitmix64 (Steele, Lea, Flood 2014).
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15U;
    return mixed(state_);
  }

  /// 0 <= result < limit; the bias is below limit / 2^32.
  constexpr std::uint32_t below(std::uint32_t limit) {
    return static_cast<std::uint32_t>(((next() >> 32U) * limit) >> 32U);
  }

  /// Close to a normal variate, in units of 1/256 of its standard deviation: the sum of eight uniform ones.
  constexpr int bell() {
    std::int64_t sum = 0;
    for (int word = 0; word < 2; ++word) {
      for (std::uint64_t bits = next(), part = 0; part < 4; ++part, bits >>= 16U)
        sum += static_cast<std::int64_t>(bits & 0xffffU);
    }
    constexpr std::int64_t kMean = 8 * 65535 / 2;
    constexpr std::int64_t kDeviation = 53510;  // sqrt(8 * 65536^2 / 12)
    return static_cast<int>((sum - kMean) * 256 / kDeviation);
  }

 private:
  std::uint64_t state_;
};

/// 2^(n/256).
double octaves(int n);

}  // namespace sipro::pipeline
