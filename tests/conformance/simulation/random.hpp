// Chance that a seed repeats on every machine (splitmix64; the standard's distributions differ between libraries).
#pragma once

#include <cstdint>
#include <vector>

namespace sipro::test {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t x = state_;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
  }

  /// 0 ... below - 1.
  unsigned below(std::uint64_t below) { return below == 0 ? 0U : static_cast<unsigned>(next() % below); }
  bool one_in(unsigned many) { return below(many) == 0; }

  template <class T>
  const T& pick(const std::vector<T>& list) {
    return list[below(list.size())];
  }

 private:
  std::uint64_t state_;
};

}  // namespace sipro::test
