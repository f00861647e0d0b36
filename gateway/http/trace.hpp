// Trace Context (W3C, level 1): one id for all that a request leads to, in logs here and elsewhere.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/request.hpp"

namespace sipro::http {

/// The trace-id of a `traceparent`, 32 hexadecimal digits; nothing where the value is not exactly as the specification
/// has it.
std::optional<std::string_view> trace_id_in(std::string_view traceparent);

/// The client's trace-id; where there is none, or more than one, or a bad one: a new one.
std::string trace_id_of(const Headers& headers);

}  // namespace sipro::http
