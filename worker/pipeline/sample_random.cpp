#include "pipeline/sample_random.hpp"

#include <array>
#include <cmath>

namespace sipro::pipeline {
namespace {

constexpr int kStepsAnOctave = 256;

std::array<double, kStepsAnOctave> steps() {
  double step = 2;
  for (int halvings = 0; halvings < 8; ++halvings) step = std::sqrt(step);
  std::array<double, kStepsAnOctave> out{};
  double value = 1;
  for (double& entry : out) {
    entry = value;
    value *= step;
  }
  return out;
}

}  // namespace

double octaves(int n) {
  static const std::array<double, kStepsAnOctave> kSteps = steps();
  const int whole = n >= 0 ? n / kStepsAnOctave : -((kStepsAnOctave - 1 - n) / kStepsAnOctave);
  return std::ldexp(kSteps[static_cast<std::size_t>(n - whole * kStepsAnOctave)], whole);
}

}  // namespace sipro::pipeline
