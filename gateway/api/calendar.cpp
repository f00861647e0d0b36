#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>

#include "api/handlers.hpp"
#include "base/moment.hpp"
#include "content/calendar.hpp"
#include "content/calendar_ics.hpp"
#include "content/calendar_token.hpp"
#include "http/problem.hpp"
#include "http/query.hpp"

namespace sipro::gateway {
namespace {

namespace json = boost::json;
using std::chrono::sys_days;

json::string text(std::string_view view) { return json::string(view.data(), view.size()); }

sys_days today_of(const tenancy::District& district) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return std::chrono::floor<std::chrono::days>(Moment{now, district.offset}.local());
}

int year_of(sys_days day) { return static_cast<int>(std::chrono::year_month_day(day).year()); }

json::object entry_json(const CalendarData& data, const Entry& entry) {
  json::array off;
  for (const OffDay& day : off_days(data, entry.days)) {
    off.push_back(json::object{{"date", iso_date(day.day)},
                               {"weekday", text(weekday_name(day.day))},
                               {"weekend", day.weekend},
                               {"holiday", day.holiday.empty() ? json::value() : json::value(day.holiday)}});
  }
  const unsigned month = static_cast<unsigned>(entry.data_month.month());
  return {{"id", entry.id()},
          {"activity", text(to_string(entry.activity))},
          {"title", entry.title()},
          {"description", text(description_of(entry.activity))},
          {"data", {{"year", static_cast<int>(entry.data_month.year())}, {"month", month}}},
          {"first", iso_date(entry.days.first)},
          {"last", iso_date(entry.days.last)},
          {"moved", entry.moved},
          {"reason", entry.reason.empty() ? json::value() : json::value(entry.reason)},
          {"off_days", std::move(off)}};
}

json::array entries_json(const CalendarData& data, Days window) {
  json::array out;
  for (const Entry& entry : entries_in(data, window)) out.push_back(entry_json(data, entry));
  return out;
}

json::array holidays_json(const Holidays& holidays, Days window) {
  json::array out;
  for (auto at = holidays.lower_bound(window.first); at != holidays.end() && at->first <= window.last; ++at) {
    out.push_back(json::object{{"date", iso_date(at->first)},
                               {"weekday", text(weekday_name(at->first))},
                               {"name", at->second.name},
                               {"kind", text(to_string(at->second.kind))}});
  }
  return out;
}

/// What the page says where holidays are missing; empty: nothing.
std::string note_of(const HolidayYear& holidays, int year) {
  if (holidays.complete) return {};
  return "Hari libur tahun " + std::to_string(year) +
         " belum lengkap: yang tampil hanya hari libur bertanggal tetap. Pengelola SIPRO dapat menambahkannya setelah "
         "Keputusan Bersama Menteri terbit.";
}

json::object next_json(const CalendarData& data, sys_days today) {
  const Entry next = next_entry(data, today);
  return {{"entry", entry_json(data, next)}, {"days", (next.days.first - today).count()}};
}

}  // namespace

asio::Task<http::Response> get_calendar(Context& context) {
  const http::Request& request = context.request;
  const sys_days today = today_of(context.district);
  const auto this_year = static_cast<std::uint64_t>(year_of(today));
  const auto year = http::query_number(request, "year", this_year, kLastYear, kFirstYear);
  if (!year) co_return http::invalid(request, "year harus tahun 2000 sampai 2100.");
  const auto month = http::query_number(request, "month", 0, 12, 1);
  if (!month) co_return http::invalid(request, "month harus bulan 1 sampai 12.");
  const auto data = context.services.content.calendar();
  const int of_year = static_cast<int>(*year);
  const auto of_month = *month == 0 ? std::nullopt : std::optional(static_cast<unsigned>(*month));
  const Days window = window_of(of_year, of_month);
  const HolidayYear holidays = holidays_of(*data, of_year);
  const std::string& key = context.services.content.calendar_key();
  json::object body;
  body["year"] = of_year;
  body["month"] = of_month ? json::value(*of_month) : json::value();
  body["today"] = iso_date(today);
  body["entries"] = entries_json(*data, window);
  body["holidays"] = holidays_json(holidays.holidays, window);
  body["complete"] = holidays.complete;
  body["decrees"] = json::array(holidays.decrees.begin(), holidays.decrees.end());
  const std::string note = note_of(holidays, of_year);
  body["note"] = note.empty() ? json::value() : json::value(note);
  body["current"] = entries_json(*data, {today, today});
  body["next"] = next_json(*data, today);
  body["subscription"] = key.empty()
                             ? json::value()
                             : json::value("/api/v1/calendar.ics?token=" + calendar_token(key, context.district.id));
  co_return http::cached_json(request, body);
}

asio::Task<http::Response> get_calendar_ics(Context& context) {
  const http::Request& request = context.request;
  const Content& content = context.services.content;
  // Without the key nobody can tell a right token from a wrong one.
  if (content.calendar_key().empty()) {
    co_return problem(request, Error{Errc::storage_unavailable, "the calendar's key has not been read yet"});
  }
  const auto id = district_of_token(content.calendar_key(), request.query_value("token").value_or(""));
  const auto districts = context.services.tenants.districts();
  const tenancy::District* district = id ? districts->find(*id) : nullptr;
  if (district == nullptr) co_return unknown_id(request);
  const auto data = content.calendar();
  const int year = year_of(today_of(*district));
  const Days window{window_of(year - 1, std::nullopt).first, window_of(year + 1, std::nullopt).last};
  const std::string name = "SIPRO " + district->name;
  const IcsCalendar calendar{name, district->id, content.calendar_revised()};
  http::Response response =
      http::cached(request, "text/calendar; charset=utf-8", to_ics(calendar, *data, entries_in(*data, window)));
  response.header("Cache-Control", "private, no-cache");
  co_return response;
}

}  // namespace sipro::gateway
