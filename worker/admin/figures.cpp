#include "admin/figures.hpp"

#include <array>
#include <cstddef>
#include <cstdio>

#include "base/moment.hpp"

namespace sipro::admin {
namespace {

Moment moment(std::chrono::microseconds since_1970) {
  return Moment{std::chrono::sys_seconds(std::chrono::floor<std::chrono::seconds>(since_1970))};
}

}  // namespace

std::string when(std::chrono::microseconds since_1970) {
  if (since_1970.count() == 0) return "-";
  const Moment at = moment(since_1970);
  std::string text = at.iso8601().substr(0, 19);
  text[10] = ' ';
  return text.append(" ").append(at.zone());
}

std::string iso_time(std::chrono::microseconds since_1970) { return moment(since_1970).iso8601(); }

std::string how_long(std::chrono::microseconds span) {
  const auto seconds = span.count() < 0 ? 0 : span.count() / 1'000'000;
  if (seconds < 120) return std::to_string(seconds) + " s";
  if (seconds < 120L * 60) return std::to_string(seconds / 60) + " min";
  if (seconds < 48L * 3600) return std::to_string(seconds / 3600) + " h";
  return std::to_string(seconds / 86400) + " days";
}

std::string how_much(std::uint64_t bytes) {
  if (bytes < 1000) return count_of(bytes, "byte");
  constexpr std::array<const char*, 4> kUnits = {"KB", "MB", "GB", "TB"};
  double value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  while (value >= 1000 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f %s", value, kUnits.at(unit));
  return text.data();
}

std::string count_of(std::uint64_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace sipro::admin
