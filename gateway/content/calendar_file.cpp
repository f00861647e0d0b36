#include "content/calendar_file.hpp"

#include <charconv>
#include <stdexcept>
#include <string>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "embedded.hpp"

namespace sipro::gateway {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr std::size_t kMaxFixed = 100;
constexpr std::size_t kMaxHolidays = 200;
constexpr std::size_t kMaxMoves = 1'000;
constexpr std::size_t kMaxDecrees = 10;
constexpr std::size_t kNameLength = 500;
constexpr std::chrono::days kFurthestMove{60};
constexpr std::chrono::days kLongestEntry{30};

/// Numbers of `shape`'s digits, "0000-00-00"; nothing where `text` is of another shape.
std::optional<std::vector<unsigned>> digits_of(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return std::nullopt;
  std::vector<unsigned> numbers(1, 0);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] == '-' ? text[i] != '-' : !digit) return std::nullopt;
    if (shape[i] == '-') {
      numbers.push_back(0);
    } else {
      numbers.back() = numbers.back() * 10 + static_cast<unsigned>(text[i] - '0');
    }
  }
  return numbers;
}

bool is_served(year_month_day date) {
  return date.ok() && date.year() >= year(kFirstYear) && date.year() <= year(kLastYear);
}

sys_days read_date(JsonFields& fields, std::string_view key) {
  const auto numbers = digits_of(fields.text(key), "0000-00-00");
  if (numbers) {
    const year_month_day date(year(static_cast<int>((*numbers)[0])), month((*numbers)[1]), day((*numbers)[2]));
    if (is_served(date)) return date;
  }
  fields.fail(key, "must be a date from 2000 to 2100, written 2025-05-28");
  return year_month_day(year(kFirstYear), month(1), day(1));
}

year_month read_month(JsonFields& fields, std::string_view key) {
  const auto numbers = digits_of(fields.text(key), "0000-00");
  if (numbers) {
    const year_month date(year(static_cast<int>((*numbers)[0])), month((*numbers)[1]));
    if (date.ok() && is_served(date / 1)) return date;
  }
  fields.fail(key, "must be a month from 2000 to 2100, written 2025-04");
  return year(kFirstYear) / month(1);
}

std::string read_name(JsonFields& fields, std::string_view key) {
  std::string name = fields.text(key);
  if (name.empty() || code_points(name) > kNameLength) fields.fail(key, "must be 1 to 500 characters");
  return name;
}

void read_fixed(JsonFields fields, CalendarData& data) {
  const auto numbers = digits_of(fields.text("day"), "00-00");
  const std::chrono::month_day date(month(numbers ? (*numbers)[0] : 0), day(numbers ? (*numbers)[1] : 0));
  if (!date.ok()) fields.fail("day", "must be a month and a day, written 08-17");
  data.fixed.emplace_back(date, read_name(fields, "name"));
  fields.done();
}

void read_holiday(JsonFields fields, int of_year, HolidayYear& into) {
  const sys_days date = read_date(fields, "date");
  if (year_month_day(date).year() != year(of_year)) fields.fail("date", "must lie in its year");
  Holiday holiday;
  holiday.name = read_name(fields, "name");
  const bool national = fields.word("kind", {"libur_nasional", "cuti_bersama"}) == "libur_nasional";
  holiday.kind = national ? HolidayKind::libur_nasional : HolidayKind::cuti_bersama;
  fields.done();
  if (!into.holidays.emplace(date, std::move(holiday)).second) fields.fail("date", "is there twice");
}

void read_year(JsonFields fields, std::map<int, HolidayYear>& years) {
  const int number = fields.number<int>("year", kFirstYear, kLastYear);
  HolidayYear out;
  out.complete = fields.flag_or("complete", true);
  out.decrees = fields.texts("decrees", kMaxDecrees);
  for (const auto& value : fields.list("holidays", kMaxHolidays)) {
    read_holiday(fields.element("holidays", value), number, out);
  }
  fields.done();
  if (!years.emplace(number, std::move(out)).second) fields.fail("year", "is there twice");
}

Activity read_activity(JsonFields& fields) {
  const std::string word = fields.word("activity", {"penerimaan", "pembuatan", "pemeriksaan", "publikasi"});
  for (const Activity activity : kActivities) {
    if (to_string(activity) == word) return activity;
  }
  return Activity::penerimaan;
}

void read_move(JsonFields fields, CalendarData& data) {
  const Activity activity = read_activity(fields);
  const year_month data_month = read_month(fields, "data_month");
  Move move;
  move.days.first = read_date(fields, "first");
  move.days.last = fields.has("last") ? read_date(fields, "last") : move.days.first;
  move.reason = fields.text_or("reason", "");
  fields.done();
  if (code_points(move.reason) > kNameLength) fields.fail("reason", "must be at most 500 characters");
  const auto away = move.days.first - usual_days(activity, data_month).first;
  if (away > kFurthestMove || away < -kFurthestMove) fields.fail("first", "must be within 60 days of the usual date");
  if (move.days.last < move.days.first || move.days.last - move.days.first > kLongestEntry) {
    fields.fail("last", "must be 0 to 30 days after first");
  }
  const auto key = std::pair(data_month, activity);
  if (!data.moves.emplace(key, std::move(move)).second) fields.fail("activity", "of this data_month is moved twice");
}

/// `known` with what the text changes.
Result<CalendarData> read_calendar(std::string_view text, CalendarData known) {
  std::string problem;
  const auto document = parse_json(text, problem);
  JsonFields fields(document, problem);
  if (fields.has("fixed")) {
    known.fixed.clear();
    for (const auto& value : fields.list("fixed", kMaxFixed)) read_fixed(fields.element("fixed", value), known);
  }
  if (fields.has("years")) {
    std::map<int, HolidayYear> years;
    for (const auto& value : fields.list("years", kLastYear - kFirstYear + 1)) {
      read_year(fields.element("years", value), years);
    }
    for (auto& [number, of_year] : years) known.years[number] = std::move(of_year);
  }
  if (fields.has("moves")) {
    for (const auto& value : fields.list("moves", kMaxMoves)) read_move(fields.element("moves", value), known);
  }
  fields.done();
  if (!problem.empty()) return Error{Errc::config_invalid, "calendar.json: " + problem};
  return known;
}

CalendarData read_built_in() {
  auto data = read_calendar(schemas::embedded("calendar.json"), {});
  if (!data) throw std::logic_error(data.error().context);
  return std::move(*data);
}

}  // namespace

const CalendarData& built_in_calendar() {
  static const CalendarData kData = read_built_in();
  return kData;
}

Result<CalendarData> parse_calendar(std::string_view text) { return read_calendar(text, built_in_calendar()); }

}  // namespace sipro::gateway
