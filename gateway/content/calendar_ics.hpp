// The calendar as a text that calendar programs subscribe to (RFC 5545).
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "content/calendar.hpp"

namespace sipro::gateway {

struct IcsCalendar {
  std::string_view name;             // shown as the calendar's name: "SIPRO Kabupaten Karimun"
  std::string_view owner;            // makes ids unique: "2101"
  std::chrono::sys_seconds revised;  // when the data were last changed
};

/// One event an entry; days on which offices are closed stand in its description.
std::string to_ics(const IcsCalendar& calendar, const CalendarData& data, const std::vector<Entry>& entries);

/// One content line with its CRLF, folded so that no line has more than 75 octets and no character is cut.
std::string folded_line(std::string_view line);
/// A text value: backslashes, semicolons, commas and line ends escaped.
std::string escaped_text(std::string_view text);

}  // namespace sipro::gateway
