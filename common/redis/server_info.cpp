#include "redis/server_info.hpp"

#include <algorithm>
#include <charconv>

namespace sipro::redis {

ServerInfo::ServerInfo(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos) fields_.emplace(line.substr(0, colon), line.substr(colon + 1));
    text.remove_prefix(std::min(end + 2, text.size()));
  }
}

std::string ServerInfo::text(std::string_view name) const {
  const auto field = fields_.find(name);
  return field == fields_.end() ? std::string() : field->second;
}

std::uint64_t ServerInfo::number(std::string_view name) const {
  const std::string digits = text(name);
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

}  // namespace sipro::redis
