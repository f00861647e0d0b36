#include "base/moment.hpp"

#include <date/date.h>

#include <array>
#include <cstdio>
#include <sstream>

namespace sipro {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Januari",   "Februari", "Maret",    "April",
                                                      "Mei",       "Juni",     "Juli",     "Agustus",
                                                      "September", "Oktober",  "November", "Desember"};
constexpr std::array<std::string_view, 12> kShortMonths = {"Jan", "Feb", "Mar", "Apr", "Mei", "Jun",
                                                           "Jul", "Agu", "Sep", "Okt", "Nov", "Des"};

bool parse_with(std::string_view text, const char* format, Moment& moment) {
  std::istringstream in{std::string(text)};
  date::sys_time<std::chrono::milliseconds> utc;
  std::string abbreviation;
  std::chrono::minutes offset{0};
  in >> date::parse(format, utc, abbreviation, offset);
  if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) return false;
  moment = {std::chrono::floor<std::chrono::seconds>(utc), offset};
  return true;
}

}  // namespace

std::string_view Moment::zone() const {
  if (offset == std::chrono::hours(8)) return "WITA";
  if (offset == std::chrono::hours(9)) return "WIT";
  return "WIB";
}

std::string Moment::in_words() const {
  const auto day = date();
  std::ostringstream out;
  out << static_cast<unsigned>(day.day()) << ' ' << month_name(static_cast<unsigned>(day.month())) << ' '
      << static_cast<int>(day.year()) << " pukul " << date::format("%H.%M", local()) << ' ' << zone();
  return out.str();
}

// Each poll and each line of the log has some of these: a stream for each cost a tenth of a poll.
std::string Moment::iso8601() const {
  const auto day = date();
  const std::chrono::hh_mm_ss time(local() - std::chrono::floor<std::chrono::days>(local()));
  const std::chrono::hh_mm_ss zone(offset);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d%c%02d:%02d", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()), zone.is_negative() ? '-' : '+',
                static_cast<int>(zone.hours().count()), static_cast<int>(zone.minutes().count()));
  return text.data();
}

Result<Moment> parse_moment(std::string_view text) {
  std::string with_offset(text);
  if (with_offset.ends_with('Z') || with_offset.ends_with('z'))
    with_offset.replace(with_offset.size() - 1, 1, "+00:00");
  Moment moment;
  for (const char* format : {"%FT%T%Ez", "%FT%R%Ez", "%F %T%Ez"}) {
    if (!parse_with(with_offset, format, moment)) continue;
    using std::chrono::hours;
    if (moment.offset != hours(8) && moment.offset != hours(9)) moment.offset = hours(7);
    return moment;
  }
  return Error{Errc::wrong_usage,
               "time \"" + std::string(text) + "\" is not understood; write it like 2025-06-20T10:46:00+07:00"};
}

Moment moment_now() { return {std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())}; }

std::string_view month_name(unsigned month) { return kMonths.at(month - 1); }

std::string_view month_short_name(unsigned month) { return kShortMonths.at(month - 1); }

}  // namespace sipro
