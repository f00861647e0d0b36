// calendar.json: the built-in one and the operator's.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "content/calendar.hpp"

namespace sipro::gateway {

/// The built-in calendar. Throws std::logic_error where it is malformed, which a test rules out.
const CalendarData& built_in_calendar();

/// The built-in calendar with what an operator's file changes: its years and fixed holidays stand in the place of the
/// built-in ones, its moves are added. Errors: config_invalid, told in English for the operator.
Result<CalendarData> parse_calendar(std::string_view text);

}  // namespace sipro::gateway
