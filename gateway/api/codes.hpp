// The codes of a district, checked: hashing stands in a small pool of its own, guesses are slowed down.
#pragma once

#include <optional>
#include <string>

#include "api/context.hpp"

namespace sipro::gateway {

/// Nothing: the code is right. `what`: "masuk" or "fitur", for the count of wrong ones. `hash`: of the right code;
/// empty takes as long and is never right.
asio::Task<std::optional<http::Response>> check_code(Context& context, std::string district, std::string code,
                                                     std::string hash);

/// True for the codes that stand in the public handbook.
bool is_demo_code(std::string_view code);

}  // namespace sipro::gateway
