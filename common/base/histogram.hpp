// How long something took, counted by bounds that suit a request: 1 ms to 10 s. One thread.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace sipro {

class Histogram {
 public:
  static constexpr std::array<double, 12> kBounds_s{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                    0.1,   0.25,   0.5,   1.0,  2.5,   10.0};

  void add(std::chrono::nanoseconds took) {
    const double seconds = std::chrono::duration<double>(took).count();
    std::size_t at = 0;
    while (at < kBounds_s.size() && seconds > kBounds_s.at(at)) ++at;
    ++counts_.at(at);
    sum_s_ += seconds;
  }

  /// Of each bound, and above the last one.
  [[nodiscard]] const std::array<std::uint64_t, kBounds_s.size() + 1>& counts() const { return counts_; }
  [[nodiscard]] double sum_s() const { return sum_s_; }

 private:
  std::array<std::uint64_t, kBounds_s.size() + 1> counts_{};
  double sum_s_ = 0;
};

}  // namespace sipro
