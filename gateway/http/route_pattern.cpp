#include "http/route_pattern.hpp"

namespace sipro::http {

std::optional<std::vector<std::string>> match(std::string_view pattern, std::span<const std::string> path) {
  std::vector<std::string> parameters;
  pattern.remove_prefix(1);
  std::size_t at = 0;
  for (bool more = true; more; ++at) {
    if (at == path.size()) return std::nullopt;
    const std::size_t slash = pattern.find('/');
    const std::string_view part = pattern.substr(0, slash);
    more = slash != std::string_view::npos;
    if (more) pattern.remove_prefix(slash + 1);
    if (!part.starts_with('{')) {
      if (part != path[at]) return std::nullopt;
      continue;
    }
    std::string value = path[at];
    if (part.ends_with("...}")) {
      while (++at < path.size()) value += "/" + path[at];
      --at;
    }
    if (value.empty()) return std::nullopt;
    parameters.push_back(std::move(value));
  }
  if (at != path.size()) return std::nullopt;
  return parameters;
}

}  // namespace sipro::http
