#include "workbook/book_numbers.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace sipro::workbook {
namespace {

/// The end of the number that starts at `at`, if it is the printed form of `exact`; else npos.
std::size_t printed_number_end(const std::string& xml, std::size_t at, double exact) {
  double printed = 0;
  const char* const first = xml.data() + at;
  const auto parsed = std::from_chars(first, xml.data() + xml.size(), printed);
  const bool same = parsed.ec == std::errc() && std::abs(printed - exact) <= 1e-15 * std::abs(exact);
  return same ? at + static_cast<std::size_t>(parsed.ptr - first) : std::string::npos;
}

}  // namespace

bool restore_exact_numbers(std::string& xml, const std::vector<double>& numbers) {
  static constexpr std::string_view kOpen = "<v>";
  static constexpr std::string_view kSharedText = "t=\"s\">";
  std::string out;
  out.reserve(xml.size() + 2 * numbers.size());
  std::size_t copied = 0;
  std::size_t next = 0;
  for (std::size_t at = xml.find(kOpen); at != std::string::npos; at = xml.find(kOpen, at)) {
    const bool text =
        at >= kSharedText.size() && xml.compare(at - kSharedText.size(), kSharedText.size(), kSharedText) == 0;
    at += kOpen.size();
    if (text) continue;
    const std::size_t end = next < numbers.size() ? printed_number_end(xml, at, numbers[next]) : std::string::npos;
    if (end == std::string::npos) return false;
    std::array<char, 32> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), numbers[next++]);
    out.append(xml, copied, at - copied).append(digits.data(), written.ptr);
    copied = end;
  }
  if (next != numbers.size()) return false;
  xml = out.append(xml, copied);
  return true;
}

}  // namespace sipro::workbook
