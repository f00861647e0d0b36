#include "storage/layout.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace sipro::storage {
namespace {

constexpr std::size_t kDistrictLength = 16;
constexpr std::size_t kIdLength = 32;
constexpr std::size_t kRandomLength = 8;
constexpr std::size_t kTokenLength = 20;  // digits of the greatest 64-bit number
constexpr std::string_view kAttempt = "att-";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }
bool is_district_char(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-'; }

template <class Is>
bool all(std::string_view text, Is is) {
  return std::all_of(text.begin(), text.end(), is);
}

/// The text before the next '-', which goes too.
std::string_view cut(std::string_view& text) {
  const std::size_t end = text.find('-');
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

std::string eight_hex(std::uint32_t number) {
  std::array<char, kRandomLength> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
  const std::string_view shown(digits.data(), static_cast<std::size_t>(end - digits.data()));
  return std::string(kRandomLength - shown.size(), '0').append(shown);
}

}  // namespace

bool is_district_id(std::string_view text) {
  return !text.empty() && text.size() <= kDistrictLength && text.front() != '-' && all(text, is_district_char) &&
         text != "config";
}

bool is_id(std::string_view text) { return text.size() == kIdLength && all(text, is_hex); }

std::string attempt_name(unsigned attempt, std::string_view token, std::uint32_t random) {
  return std::string(kAttempt) + std::to_string(attempt) + "-" + std::string(token) + "-" + eight_hex(random);
}

std::optional<AttemptName> parse_attempt_name(std::string_view name) {
  if (name.substr(0, kAttempt.size()) != kAttempt) return std::nullopt;
  name.remove_prefix(kAttempt.size());
  const std::string_view number = cut(name);
  const std::string_view token = cut(name);
  AttemptName out;
  const auto [end, code] = std::from_chars(number.data(), number.data() + number.size(), out.attempt);
  const bool counts = code == std::errc() && end == number.data() + number.size() && number.front() != '0';
  const bool fences = !token.empty() && token.size() <= kTokenLength && all(token, is_digit);
  if (!counts || !fences || name.size() != kRandomLength || !all(name, is_hex)) return std::nullopt;
  out.token = token;
  return out;
}

}  // namespace sipro::storage
