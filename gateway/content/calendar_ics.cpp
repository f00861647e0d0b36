#include "content/calendar_ics.hpp"

#include <algorithm>

#include "base/moment.hpp"
#include "base/text.hpp"

namespace sipro::gateway {
namespace {

/// "20250528".
std::string ics_date(std::chrono::sys_days day) {
  std::string text = iso_date(day);
  text.erase(std::remove(text.begin(), text.end(), '-'), text.end());
  return text;
}

/// "20250528T031500Z".
std::string ics_moment(std::chrono::sys_seconds at) {
  std::string text = Moment{at, std::chrono::minutes(0)}.iso8601().substr(0, 19);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text + "Z";
}

std::string description(const CalendarData& data, const Entry& entry) {
  std::string text(description_of(entry.activity));
  if (entry.moved) text += "\nTanggalnya dipindahkan" + (entry.reason.empty() ? "." : ": " + entry.reason);
  for (const OffDay& off : off_days(data, entry.days)) {
    text += "\n" + iso_date(off.day) + " hari " + std::string(weekday_name(off.day));
    if (!off.holiday.empty()) text += ", " + off.holiday;
  }
  return text;
}

}  // namespace

std::string folded_line(std::string_view line) {
  static constexpr std::size_t kOctets = 75;
  std::string out;
  std::size_t room = kOctets;
  while (line.size() > room) {
    const std::string_view piece = utf8_prefix(line, room);
    out.append(piece).append("\r\n ");
    line.remove_prefix(piece.size());
    room = kOctets - 1;  // after the blank that marks a continuation
  }
  return out.append(line).append("\r\n");
}

std::string escaped_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) >= ' ' && c != '\x7f') {
      if (c == '\\' || c == ';' || c == ',') out += '\\';
      out += c;
    }
  }
  return out;
}

std::string to_ics(const IcsCalendar& calendar, const CalendarData& data, const std::vector<Entry>& entries) {
  std::string out;
  const auto put = [&out](std::string_view name, std::string_view value) {
    out += folded_line(std::string(name) + std::string(value));
  };
  const std::string revised = ics_moment(calendar.revised);
  put("BEGIN:", "VCALENDAR");
  put("VERSION:", "2.0");
  put("PRODID:", "-//SIPRO//Kalender Kegiatan//ID");
  put("CALSCALE:", "GREGORIAN");
  put("METHOD:", "PUBLISH");
  put("X-WR-CALNAME:", escaped_text(calendar.name));
  put("REFRESH-INTERVAL;VALUE=DURATION:", "P1D");
  for (const Entry& entry : entries) {
    put("BEGIN:", "VEVENT");
    put("UID:", entry.id() + "@" + std::string(calendar.owner) + ".sipro");
    put("DTSTAMP:", revised);
    put("DTSTART;VALUE=DATE:", ics_date(entry.days.first));
    put("DTEND;VALUE=DATE:", ics_date(entry.days.last + std::chrono::days(1)));
    put("SUMMARY:", escaped_text(entry.title()));
    put("DESCRIPTION:", escaped_text(description(data, entry)));
    put("TRANSP:", "TRANSPARENT");
    put("END:", "VEVENT");
  }
  put("END:", "VCALENDAR");
  return out;
}

}  // namespace sipro::gateway
