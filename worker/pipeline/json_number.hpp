// Numbers of the JSON files: whole ones without an exponent, so that a zero reads 0.
#pragma once

#include <boost/json/value.hpp>
#include <cmath>
#include <cstdint>

namespace sipro::pipeline {

/// Precondition: `number` is finite. The value reads back equal.
inline boost::json::value json_number(double number) {
  constexpr double kWhole = 1e15;
  if (number == std::trunc(number) && std::abs(number) < kWhole) return static_cast<std::int64_t>(number);
  return number;
}

}  // namespace sipro::pipeline
