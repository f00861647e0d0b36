#include "content/calendar.hpp"

#include <algorithm>
#include <cstdio>

#include "base/moment.hpp"

namespace sipro::gateway {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month;

int number_of(year value) { return static_cast<int>(value); }
unsigned number_of(std::chrono::month value) { return static_cast<unsigned>(value); }

std::string iso_month(year_month month) {
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u", number_of(month.year()), number_of(month.month()));
  return text;
}

std::string_view word_of(Activity activity) {
  switch (activity) {
    case Activity::penerimaan: return "Penerimaan";
    case Activity::pembuatan: return "Pembuatan";
    case Activity::pemeriksaan: return "Pemeriksaan";
    case Activity::publikasi: return "Publikasi";
  }
  return {};
}

Entry entry_of(const CalendarData& data, year_month month, Activity activity) {
  Entry entry{activity, month, usual_days(activity, month), false, {}};
  const auto move = data.moves.find({month, activity});
  if (move == data.moves.end()) return entry;
  entry.days = move->second.days;
  entry.moved = true;
  entry.reason = move->second.reason;
  return entry;
}

year_month month_of(sys_days day) {
  const std::chrono::year_month_day date(day);
  return date.year() / date.month();
}

}  // namespace

std::string_view to_string(Activity activity) {
  switch (activity) {
    case Activity::penerimaan: return "penerimaan";
    case Activity::pembuatan: return "pembuatan";
    case Activity::pemeriksaan: return "pemeriksaan";
    case Activity::publikasi: return "publikasi";
  }
  return {};
}

std::string_view description_of(Activity activity) {
  switch (activity) {
    case Activity::penerimaan: return "Penerimaan Data Ekspor-Impor dari BPS Provinsi.";
    case Activity::pembuatan: return "Pembuatan Publikasi Ekspor-Impor: Berita Resmi Statistik (BRS) dan bahan tayang.";
    case Activity::pemeriksaan: return "Pemeriksaan Publikasi Ekspor-Impor oleh Ketua Tim Distribusi.";
    case Activity::publikasi: return "Publikasi Ekspor-Impor: BRS dan bahan tayang terbit di laman BPS.";
  }
  return {};
}

std::string_view to_string(HolidayKind kind) {
  return kind == HolidayKind::libur_nasional ? "libur_nasional" : "cuti_bersama";
}

Days usual_days(Activity activity, year_month month) {
  const year_month receipt = month + months(1);
  const year_month release = month + months(2);
  const auto single = [](sys_days day) { return Days{day, day}; };
  switch (activity) {
    case Activity::penerimaan: return single(receipt / 28);
    // 29 February of a year without one is 1 March.
    case Activity::pembuatan: return {sys_days(receipt / 28) + days(1), release / 1};
    case Activity::pemeriksaan: return single(release / 2);
    case Activity::publikasi: return single(release / 3);
  }
  return {};
}

HolidayYear holidays_of(const CalendarData& data, int of_year) {
  const auto known = data.years.find(of_year);
  if (known != data.years.end()) return known->second;
  HolidayYear out;
  out.complete = false;
  for (const auto& [day, name] : data.fixed) {
    const std::chrono::year_month_day date(year(of_year), day.month(), day.day());
    if (date.ok()) out.holidays[date] = {name, HolidayKind::libur_nasional};
  }
  return out;
}

std::string Entry::id() const { return std::string(to_string(activity)) + "-" + iso_month(data_month); }

std::string Entry::title() const {
  return std::string(word_of(activity)) + " data " + std::string(month_name(number_of(data_month.month()))) + " " +
         std::to_string(number_of(data_month.year()));
}

std::vector<Entry> entries_in(const CalendarData& data, Days window) {
  // A month's entries lie up to two months after it, moved ones up to two months more on either side.
  static constexpr months kBefore{5};
  static constexpr months kAfter{2};
  std::vector<Entry> entries;
  const year_month end = month_of(window.last) + kAfter;
  for (year_month month = month_of(window.first) - kBefore; month <= end; month += months(1)) {
    for (const Activity activity : kActivities) {
      Entry entry = entry_of(data, month, activity);
      if (entry.days.last >= window.first && entry.days.first <= window.last) entries.push_back(std::move(entry));
    }
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.days.first < b.days.first; });
  return entries;
}

Entry next_entry(const CalendarData& data, sys_days today) {
  static constexpr days kFurthest{200};  // beyond any gap that moves can make
  for (Entry& entry : entries_in(data, {today + days(1), today + kFurthest})) {
    if (entry.days.first > today) return std::move(entry);
  }
  return entry_of(data, month_of(today), Activity::penerimaan);
}

std::vector<OffDay> off_days(const CalendarData& data, Days window) {
  std::vector<OffDay> out;
  HolidayYear known;
  std::optional<int> loaded;
  for (sys_days day = window.first; day <= window.last; day += days(1)) {
    const int of_year = number_of(std::chrono::year_month_day(day).year());
    if (loaded != of_year) {
      known = holidays_of(data, of_year);
      loaded = of_year;
    }
    const auto holiday = known.holidays.find(day);
    const std::chrono::weekday weekday(day);
    const bool weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
    const bool free = holiday != known.holidays.end();
    if (weekend || free) out.push_back({day, weekend, free ? holiday->second.name : std::string()});
  }
  return out;
}

Days window_of(int of_year, std::optional<unsigned> of_month) {
  const year value(of_year);
  if (!of_month) return {value / 1 / 1, value / 12 / 31};
  const year_month month = value / std::chrono::month(*of_month);
  return {month / 1, month / std::chrono::last};
}

std::string iso_date(sys_days day) {
  const std::chrono::year_month_day date(day);
  char text[16];
  std::snprintf(text, sizeof text, "-%02u", static_cast<unsigned>(date.day()));
  return iso_month(date.year() / date.month()) + text;
}

std::string_view weekday_name(sys_days day) {
  static constexpr std::array<std::string_view, 7> kNames = {"Minggu", "Senin", "Selasa", "Rabu",
                                                             "Kamis",  "Jumat", "Sabtu"};
  return kNames.at(std::chrono::weekday(day).c_encoding());
}

}  // namespace sipro::gateway
