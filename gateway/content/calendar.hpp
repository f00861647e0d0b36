// Kalender Kegiatan: when the data of a month are received, worked on, checked and published, and the holidays that
// mark those days. The data of month n come on the 28th of month n+1 and are published on the 3rd of month n+2. Pure;
// dates are wall-clock dates, so zones matter only to who asks what day it is.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sipro::gateway {

inline constexpr int kFirstYear = 2000;
inline constexpr int kLastYear = 2100;

enum class Activity { penerimaan, pembuatan, pemeriksaan, publikasi };

inline constexpr std::array kActivities = {Activity::penerimaan, Activity::pembuatan, Activity::pemeriksaan,
                                           Activity::publikasi};

/// "penerimaan".
std::string_view to_string(Activity activity);
/// One sentence in Indonesian: what is done.
std::string_view description_of(Activity activity);

struct Days {
  std::chrono::sys_days first;
  std::chrono::sys_days last;  // with it

  bool operator==(const Days&) const = default;
};

/// Of the data of `month`, where nobody moved it. The making starts on 1 March where February has no 29th.
Days usual_days(Activity activity, std::chrono::year_month month);

enum class HolidayKind { libur_nasional, cuti_bersama };

std::string_view to_string(HolidayKind kind);

struct Holiday {
  std::string name;
  HolidayKind kind = HolidayKind::libur_nasional;

  bool operator==(const Holiday&) const = default;
};

using Holidays = std::map<std::chrono::sys_days, Holiday>;

struct HolidayYear {
  bool complete = true;
  std::vector<std::string> decrees;
  Holidays holidays;

  bool operator==(const HolidayYear&) const = default;
};

struct Move {
  Days days;
  std::string reason;  // may be empty

  bool operator==(const Move&) const = default;
};

/// What calendar.json says (schemas/calendar.schema.json).
struct CalendarData {
  std::vector<std::pair<std::chrono::month_day, std::string>> fixed;  // holidays of the years that are not listed
  std::map<int, HolidayYear> years;
  std::map<std::pair<std::chrono::year_month, Activity>, Move> moves;

  bool operator==(const CalendarData&) const = default;
};

/// A year that no decree is known for has the fixed holidays and is not complete.
HolidayYear holidays_of(const CalendarData& data, int of_year);

struct Entry {
  Activity activity = Activity::penerimaan;
  std::chrono::year_month data_month;
  Days days;
  bool moved = false;
  std::string reason;

  /// "pembuatan-2025-04": stays when the entry is moved.
  [[nodiscard]] std::string id() const;
  /// "Pembuatan data April 2025".
  [[nodiscard]] std::string title() const;

  bool operator==(const Entry&) const = default;
};

/// All that have a day in `window`, by first day.
std::vector<Entry> entries_in(const CalendarData& data, Days window);

/// The first that begins after `today`.
Entry next_entry(const CalendarData& data, std::chrono::sys_days today);

/// A day on which offices are closed.
struct OffDay {
  std::chrono::sys_days day;
  bool weekend = false;
  std::string holiday;  // empty: none

  bool operator==(const OffDay&) const = default;
};

std::vector<OffDay> off_days(const CalendarData& data, Days window);

/// The whole year, or one month of it.
Days window_of(int of_year, std::optional<unsigned> of_month);

/// "2025-05-28".
std::string iso_date(std::chrono::sys_days day);
/// "Rabu".
std::string_view weekday_name(std::chrono::sys_days day);

}  // namespace sipro::gateway
