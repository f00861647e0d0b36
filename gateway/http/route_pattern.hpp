// "/api/v1/jobs/{id}/results/{name...}": {x} stands for one segment, {x...} for all that are left.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sipro::http {

/// What the {...} stand for; nothing where the path is another one. No parameter is empty.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::span<const std::string> path);

}  // namespace sipro::http
