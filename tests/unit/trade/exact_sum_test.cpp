#include "trade/exact_sum.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace sipro::trade {
namespace {

using boost::multiprecision::cpp_int;

constexpr double kLargest = std::numeric_limits<double>::max();
constexpr double kSmallest = std::numeric_limits<double>::denorm_min();

/// The term as a whole number of the smallest subnormals.
cpp_int units(double term) {
  int exponent = 0;
  const double fraction = std::frexp(term, &exponent);
  cpp_int out = static_cast<long long>(std::ldexp(fraction, 53));
  const int shift = exponent - 53 + 1074;
  if (shift >= 0) return out << shift;
  return out / (cpp_int(1) << -shift);
}

cpp_int exact(const std::vector<double>& terms) {
  cpp_int sum = 0;
  for (const double term : terms) sum += units(term);
  return sum;
}

/// Nearest to `sum` among the doubles, judged by distance to the neighbours and not by any arithmetic of ours.
void expect_nearest(const cpp_int& sum, double value, const std::string& name) {
  ASSERT_TRUE(std::isfinite(value)) << name;
  const cpp_int distance = abs(sum - units(value));
  for (const double towards : {-HUGE_VAL, HUGE_VAL}) {
    const double neighbour = std::nextafter(value, towards);
    if (!std::isfinite(neighbour)) continue;
    const cpp_int other = abs(sum - units(neighbour));
    EXPECT_LE(distance, other) << name << ": " << value << " is farther than " << neighbour;
    if (distance == other && distance != 0) {
      EXPECT_EQ(std::bit_cast<std::uint64_t>(value) & 1, 0U) << name << ": a tie goes to even";
    }
  }
}

ExactSum sum_of(const std::vector<double>& terms) {
  ExactSum sum;
  for (const double term : terms) sum.add(term);
  return sum;
}

struct Case {
  std::string name;
  std::vector<double> terms;
};

std::vector<Case> cases() {
  return {
      {"empty", {}},
      {"money", {28139.21, 0.01, 1e9, 0.1, 0.2}},
      {"below the fixed unit", {1e-20, 1.0, 3e-25}},
      {"exactly the fixed unit", {0x1p-64, 0x1p-64, 0x1.8p-63}},
      {"multiple of the unit below 2^-12", {0x1.8p-40, 0x1p-60}},
      {"just inside and outside 2^40", {std::nextafter(0x1p40, 0.0), 0x1p40, 0x1p41}},
      {"cancellation of the huge", {1e308, 1.0, -1e308}},
      {"largest and smallest", {kLargest, kSmallest, -kLargest}},
      {"subnormals", {kSmallest, kSmallest, 0x1p-1022, -0x1p-1023}},
      {"tie to even, below", {0x1p53, 1.0}},
      {"tie to even, above", {0x1p53, 2.0, 1.0}},
      {"tie broken by the smallest", {0x1p53, 1.0, kSmallest}},
      {"tie broken downwards", {0x1p53, 1.0, -kSmallest}},
      {"rounds up to a power of two", {0x1p54, -1.0, 0.5}},
      {"negative", {-1.5, -1e-30, -1e30}},
      {"negative tie", {-0x1p53, -1.0}},
      {"beyond the largest and back", {kLargest, kLargest, -kLargest, -1.0}},
      {"zeros of both signs", {0.0, -0.0}},
  };
}

TEST(ExactSum, IsTheNearestDoubleToTheExactSum) {
  for (const auto& [name, terms] : cases()) expect_nearest(exact(terms), sum_of(terms).value(), name);
}

TEST(ExactSum, IsTheSameForEveryOrderAndSplit) {
  std::mt19937_64 random(7);
  for (auto [name, terms] : cases()) {
    const double expected = sum_of(terms).value();
    for (int i = 0; i < 20; ++i) {
      std::shuffle(terms.begin(), terms.end(), random);
      const auto cut = terms.empty() ? 0 : static_cast<std::ptrdiff_t>(random() % terms.size());
      ExactSum left = sum_of({terms.begin(), terms.begin() + cut});
      left.add(sum_of({terms.begin() + cut, terms.end()}));
      EXPECT_EQ(std::bit_cast<std::uint64_t>(left.value()), std::bit_cast<std::uint64_t>(expected)) << name;
      EXPECT_EQ(left.compare(sum_of(terms)), 0) << name;
    }
  }
}

TEST(ExactSum, AgreesWithExactArithmeticOnRandomTermsOfAllSizes) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 300; ++round) {
    // From money alone to the whole range of doubles.
    const int spread = round % 3 == 0 ? 20 : round % 3 == 1 ? 200 : 1000;
    std::uniform_int_distribution<int> exponent(-spread, spread);
    std::uniform_real_distribution<double> fraction(-1, 1);
    std::vector<double> terms(1 + random() % 40);
    for (auto& term : terms) term = std::ldexp(fraction(random), exponent(random));
    const ExactSum sum = sum_of(terms);
    expect_nearest(exact(terms), sum.value(), "round " + std::to_string(round));

    std::vector<double> others = terms;
    others.back() = std::nextafter(others.back(), HUGE_VAL);
    EXPECT_LT(sum.compare(sum_of(others)), 0);
    EXPECT_GT(sum_of(others).compare(sum), 0);
    ExactSum difference = sum_of(others);
    difference.subtract(sum);
    expect_nearest(exact(others) - exact(terms), difference.value(), "difference");
    difference.subtract(difference);
    EXPECT_TRUE(difference.is_zero());
  }
}

TEST(ExactSum, KnowsASumBeyondTheLargestDouble) {
  ExactSum sum = sum_of({kLargest, kLargest});
  EXPECT_EQ(sum.value(), HUGE_VAL);
  EXPECT_EQ(sum_of({-kLargest, -kLargest}).value(), -HUGE_VAL);
  // Half a unit in the last place above the largest double is where rounding goes to infinity.
  EXPECT_EQ(sum_of({kLargest, 0x1p970}).value(), HUGE_VAL);
  EXPECT_EQ(sum_of({kLargest, 0x1p970, -kSmallest}).value(), kLargest);
  sum.add(-kLargest);
  EXPECT_EQ(sum.value(), kLargest) << "what went beyond comes back";
}

TEST(ExactSum, FixedPartThatOverflowsSpillsWithoutLoss) {
  ExactSum sum;
  cpp_int expected = 0;
  for (int doubling = 0; doubling < 60; ++doubling) {
    sum.add(0x1.fffffffffffffp39);
    sum.add(sum);
    expected = (expected + units(0x1.fffffffffffffp39)) * 2;
    expect_nearest(expected, sum.value(), "doubling " + std::to_string(doubling));
  }
  ExactSum negative;
  negative.subtract(sum);
  EXPECT_EQ(negative.value(), -sum.value());
  negative.add(sum);
  EXPECT_TRUE(negative.is_zero());
  EXPECT_EQ(std::signbit(negative.value()), false);
}

TEST(ExactSum, ComparesFastAndWideRepresentationsAsEqualValues) {
  const ExactSum fast = sum_of({1.25});
  ExactSum wide = sum_of({1.25, 1e300, -1e300});
  EXPECT_EQ(fast.compare(wide), 0);
  EXPECT_EQ(wide.compare(fast), 0);
  wide.add(kSmallest);
  EXPECT_LT(fast.compare(wide), 0);
  EXPECT_GT(wide.compare(fast), 0);
  EXPECT_FALSE(wide.is_zero());
  EXPECT_TRUE(sum_of({1e300, -1e300}).is_zero());
  EXPECT_LT(sum_of({1.0}).compare(sum_of({2.0})), 0);
  EXPECT_LT(sum_of({-1.0}).compare(ExactSum()), 0);
}

TEST(ExactSum, CopiesAreIndependent) {
  ExactSum wide = sum_of({1e300, 1.0});
  ExactSum copied = wide;
  copied.add(-1e300);
  EXPECT_EQ(copied.value(), 1.0);
  EXPECT_EQ(wide.value(), 1e300);
  wide = copied;
  copied.add(1.0);
  EXPECT_EQ(wide.value(), 1.0);
}

}  // namespace
}  // namespace sipro::trade
