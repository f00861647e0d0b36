// What this gateway counts of its answers. Plain numbers, on the loop's thread.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/histogram.hpp"

namespace sipro::gateway {

struct RouteFigures {
  std::array<std::uint64_t, 5> statuses{};  // 1xx to 5xx
  Histogram took;                           // until the answer's head is ready
};

struct Metrics {
  std::vector<RouteFigures> routes;  // as the route table has them, then all that met none
  /// By code; the codes are our own words, so they are few. Those that alerts wait for are told from the start, since a
  /// counter that begins with 1 has not increased.
  std::map<std::string, std::uint64_t, std::less<>> problems{
      {"internal", 0},     {"queue_full", 0},          {"quota_used_up", 0},    {"recovering", 0},
      {"storage_full", 0}, {"storage_unavailable", 0}, {"too_many_attempts", 0}};
  std::uint64_t sessions_made = 0;
  std::uint64_t upload_bytes = 0;  // synced
  std::uint64_t uploads = 0;       // that became whole

  void answered(std::size_t route, unsigned status, std::string_view problem, std::chrono::nanoseconds took) {
    if (route >= routes.size()) routes.resize(route + 1);
    RouteFigures& figures = routes[route];
    ++figures.statuses.at(std::clamp(status / 100, 1U, 5U) - 1);
    figures.took.add(took);
    if (problem.empty()) return;
    const auto known = problems.find(problem);
    if (known != problems.end()) {
      ++known->second;
    } else {
      problems.emplace(problem, 1);
    }
  }
};

}  // namespace sipro::gateway
