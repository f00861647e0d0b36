// The codes of a district, checked: hashing stands in a small pool of its own, guesses are slowed down.
#pragma once

#include <optional>
#include <string>

#include "api/context.hpp"

namespace sipro::gateway {

enum class CodeKind { login, feature };

/// Nothing: the code is right. Guesses of the two kinds are counted apart: who knows the login code must not have
/// guesses at the other one forgiven by it. `hash`: of the right code; empty takes as long and is never right.
asio::Task<std::optional<http::Response>> check_code(Context& context, CodeKind kind, std::string district,
                                                     std::string code, std::string hash);

/// True for the codes that stand in the public handbook.
bool is_demo_code(std::string_view code);

}  // namespace sipro::gateway
