// A request's head from bytes, without a socket: what a connection does with what it reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/request.hpp"

namespace sipro::http {

inline constexpr std::uint32_t kHeaderBytes = 16 * 1024;

/// All of a head but what the connection knows (id, peer); nothing where it is not whole, not HTTP/1, or longer than
/// kHeaderBytes. Whether it may be answered is told by header_checks.
std::optional<Request> parse_head(std::string_view bytes);

}  // namespace sipro::http
