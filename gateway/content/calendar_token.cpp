#include "content/calendar_token.hpp"

#include "base/sha256.hpp"

namespace sipro::gateway {

std::string calendar_token(std::string_view key, std::string_view district) {
  static constexpr std::size_t kDigits = 40;
  return std::string(district) + "." + hmac_sha256(key, "calendar " + std::string(district)).substr(0, kDigits);
}

std::optional<std::string> district_of_token(std::string_view key, std::string_view token) {
  if (key.size() < kCalendarKeyLength) return std::nullopt;
  std::string district(token.substr(0, token.find('.')));
  if (!equal_secrets(token, calendar_token(key, district))) return std::nullopt;
  return district;
}

}  // namespace sipro::gateway
