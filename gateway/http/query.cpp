#include "http/query.hpp"

#include <charconv>

namespace sipro::http {

std::optional<std::uint64_t> query_number(const Request& request, std::string_view name, std::uint64_t fallback,
                                          std::uint64_t most, std::uint64_t least) {
  const auto text = request.query_value(name);
  if (!text) return fallback;
  std::uint64_t value = 0;
  const auto parsed = std::from_chars(text->data(), text->data() + text->size(), value);
  const bool whole = !text->empty() && parsed.ec == std::errc() && parsed.ptr == text->data() + text->size();
  if (!whole || value < least || value > most) return std::nullopt;
  return value;
}

std::optional<bool> query_flag(const Request& request, std::string_view name) {
  const auto text = request.query_value(name);
  if (!text || *text == "false") return false;
  if (*text == "true") return true;
  return std::nullopt;
}

}  // namespace sipro::http
