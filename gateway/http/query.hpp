// Parameters of a query that are more than a text.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/request.hpp"

namespace sipro::http {

/// `fallback` where it is absent; nothing where it is no whole number from `least` to `most`.
std::optional<std::uint64_t> query_number(const Request& request, std::string_view name, std::uint64_t fallback,
                                          std::uint64_t most, std::uint64_t least = 0);

/// False where it is absent; nothing where it is neither "true" nor "false".
std::optional<bool> query_flag(const Request& request, std::string_view name);

}  // namespace sipro::http
