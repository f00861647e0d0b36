#include "content/calendar.hpp"

#include <gmock/gmock.h>

#include "content/calendar_file.hpp"

namespace sipro::gateway {
namespace {

using namespace std::chrono;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> told(const std::vector<Entry>& entries) {
  std::vector<std::string> out;
  for (const Entry& entry : entries) {
    const std::string first = iso_date(entry.days.first);
    const std::string last = iso_date(entry.days.last);
    out.push_back(entry.title() + " " + first + (first == last ? "" : " " + last));
  }
  return out;
}

TEST(Calendar, GivesTheFourActivitiesOfAMonthsData) {
  const CalendarData& data = built_in_calendar();
  EXPECT_THAT(told(entries_in(data, {2025y / 5 / 28, 2025y / 6 / 27})),
              ElementsAre("Penerimaan data April 2025 2025-05-28", "Pembuatan data April 2025 2025-05-29 2025-06-01",
                          "Pemeriksaan data April 2025 2025-06-02", "Publikasi data April 2025 2025-06-03"));
}

TEST(Calendar, BeginsTheMakingOn1MarchWhereFebruaryHasNo29th) {
  EXPECT_EQ(usual_days(Activity::penerimaan, 2025y / January), (Days{2025y / 2 / 28, 2025y / 2 / 28}));
  EXPECT_EQ(usual_days(Activity::pembuatan, 2025y / January), (Days{2025y / 3 / 1, 2025y / 3 / 1}));
  EXPECT_EQ(usual_days(Activity::pembuatan, 2024y / January), (Days{2024y / 2 / 29, 2024y / 3 / 1}));
  EXPECT_EQ(usual_days(Activity::pembuatan, 2000y / January), (Days{2000y / 2 / 29, 2000y / 3 / 1}));
  EXPECT_EQ(usual_days(Activity::pembuatan, 2100y / January), (Days{2100y / 3 / 1, 2100y / 3 / 1}));
}

TEST(Calendar, AYearHoldsWhatTouchesIt) {
  const auto year = told(entries_in(built_in_calendar(), window_of(2026, std::nullopt)));
  EXPECT_THAT(year, SizeIs(4 * 12 + 1));
  EXPECT_EQ(year.front(), "Pembuatan data November 2025 2025-12-29 2026-01-01");
  EXPECT_EQ(year.back(), "Pembuatan data November 2026 2026-12-29 2027-01-01");
  EXPECT_THAT(
      told(entries_in(built_in_calendar(), window_of(2026, 1U))),
      ElementsAre("Pembuatan data November 2025 2025-12-29 2026-01-01", "Pemeriksaan data November 2025 2026-01-02",
                  "Publikasi data November 2025 2026-01-03", "Penerimaan data Desember 2025 2026-01-28",
                  "Pembuatan data Desember 2025 2026-01-29 2026-02-01"));
}

TEST(Calendar, ServesEveryYear) {
  for (int year = kFirstYear; year <= kLastYear; ++year) {
    EXPECT_THAT(entries_in(built_in_calendar(), window_of(year, std::nullopt)), SizeIs(49)) << year;
  }
}

TEST(Calendar, NamesWhatComesNext) {
  const CalendarData& data = built_in_calendar();
  EXPECT_EQ(next_entry(data, 2025y / 5 / 27).title(), "Penerimaan data April 2025");
  EXPECT_EQ(next_entry(data, 2025y / 5 / 28).title(), "Pembuatan data April 2025");
  EXPECT_EQ(next_entry(data, 2025y / 5 / 29).title(), "Pemeriksaan data April 2025");
  EXPECT_EQ(next_entry(data, 2025y / 12 / 31).title(), "Pemeriksaan data November 2025");
  EXPECT_EQ(next_entry(data, 2026y / 1 / 3).title(), "Penerimaan data Desember 2025");
}

TEST(Calendar, MarksWeekendsAndHolidays) {
  const auto off = off_days(built_in_calendar(), {2025y / 5 / 29, 2025y / 6 / 1});
  EXPECT_THAT(off, ElementsAre(OffDay{2025y / 5 / 29, false, "Kenaikan Yesus Kristus"},
                               OffDay{2025y / 5 / 30, false, "Cuti bersama Kenaikan Yesus Kristus"},
                               OffDay{2025y / 5 / 31, true, ""}, OffDay{2025y / 6 / 1, true, "Hari Lahir Pancasila"}));
  EXPECT_THAT(off_days(built_in_calendar(), {2025y / 6 / 2, 2025y / 6 / 3}), IsEmpty());
  EXPECT_THAT(off_days(built_in_calendar(), {2025y / 12 / 31, 2026y / 1 / 1}),
              ElementsAre(OffDay{2026y / 1 / 1, false, "Tahun Baru 2026 Masehi"}));
}

struct Decree {
  int year;
  int national, joint;
};

TEST(Calendar, HasAsManyHolidaysAsTheDecreesSay) {
  for (const auto& [year, national, joint] : {Decree{2024, 17, 10}, Decree{2025, 17, 11}, Decree{2026, 17, 8}}) {
    const HolidayYear known = holidays_of(built_in_calendar(), year);
    int nationals = 0;
    for (const auto& [day, holiday] : known.holidays) nationals += holiday.kind == HolidayKind::libur_nasional ? 1 : 0;
    EXPECT_EQ(nationals, national) << year;
    EXPECT_EQ(static_cast<int>(known.holidays.size()) - nationals, joint) << year;
    EXPECT_TRUE(known.complete);
    EXPECT_THAT(known.decrees, testing::Not(IsEmpty()));
  }
}

TEST(Calendar, AYearWithoutADecreeHasFixedHolidaysAndSaysSo) {
  const HolidayYear known = holidays_of(built_in_calendar(), 2031);
  EXPECT_FALSE(known.complete);
  std::vector<std::string> days;
  for (const auto& [day, holiday] : known.holidays) days.push_back(iso_date(day));
  EXPECT_THAT(days, ElementsAre("2031-01-01", "2031-05-01", "2031-06-01", "2031-08-17", "2031-12-25"));
}

TEST(CalendarFile, MovesAnEntryAndReplacesAYear) {
  const auto data = parse_calendar(R"({
    "moves": [{"activity": "publikasi", "data_month": "2025-04", "first": "2025-06-04", "reason": "Rapat"},
              {"activity": "pembuatan", "data_month": "2025-04", "first": "2025-05-28", "last": "2025-05-30"}],
    "years": [{"year": 2027, "decrees": ["SKB"],
               "holidays": [{"date": "2027-03-10", "name": "Idul Fitri", "kind": "libur_nasional"}]}]})");
  ASSERT_TRUE(data) << data.error().context;
  EXPECT_THAT(told(entries_in(*data, {2025y / 5 / 28, 2025y / 6 / 27})),
              ElementsAre("Penerimaan data April 2025 2025-05-28", "Pembuatan data April 2025 2025-05-28 2025-05-30",
                          "Pemeriksaan data April 2025 2025-06-02", "Publikasi data April 2025 2025-06-04"));
  EXPECT_THAT(holidays_of(*data, 2027).holidays, SizeIs(1));
  EXPECT_TRUE(holidays_of(*data, 2027).complete);
  EXPECT_EQ(holidays_of(*data, 2025), holidays_of(built_in_calendar(), 2025));
}

TEST(CalendarFile, FindsWhatWasMovedFarAway) {
  const auto data = parse_calendar(
      R"({"moves": [{"activity": "publikasi", "data_month": "2025-04", "first": "2025-08-02"},
                    {"activity": "penerimaan", "data_month": "2025-09", "first": "2025-08-29"}]})");
  ASSERT_TRUE(data) << data.error().context;
  const auto august = told(entries_in(*data, window_of(2025, 8U)));
  EXPECT_THAT(august, testing::Contains("Publikasi data April 2025 2025-08-02"));
  EXPECT_THAT(august, testing::Contains("Penerimaan data September 2025 2025-08-29"));
}

struct BadDates {
  const char* name;
  const char* text;
  const char* problem;
};

class BadCalendar : public testing::TestWithParam<BadDates> {};

TEST_P(BadCalendar, IsRefusedByTheNameOfItsFault) {
  const auto data = parse_calendar(GetParam().text);
  ASSERT_FALSE(data);
  EXPECT_EQ(data.error().code, Errc::config_invalid);
  EXPECT_THAT(data.error().context, HasSubstr(GetParam().problem));
}

INSTANTIATE_TEST_SUITE_P(
    Faults, BadCalendar,
    testing::Values(
        BadDates{"NotJson", "{", "is not JSON"}, BadDates{"UnknownKey", R"({"holiday": []})", "holiday"},
        BadDates{"NoSuchDate", R"({"moves":[{"activity":"publikasi","data_month":"2025-04","first":"2025-06-31"}]})",
                 "first must be a date"},
        BadDates{"NoSuchMonth", R"({"moves":[{"activity":"publikasi","data_month":"2025-13","first":"2025-06-30"}]})",
                 "data_month must be a month"},
        BadDates{"TooFar", R"({"moves":[{"activity":"publikasi","data_month":"2025-04","first":"2025-08-03"}]})",
                 "within 60 days"},
        BadDates{
            "EndsBeforeItBegins",
            R"({"moves":[{"activity":"publikasi","data_month":"2025-04","first":"2025-06-04","last":"2025-06-03"}]})",
            "last must be"},
        BadDates{"MovedTwice",
                 R"({"moves":[{"activity":"publikasi","data_month":"2025-04","first":"2025-06-04"},
                             {"activity":"publikasi","data_month":"2025-04","first":"2025-06-05"}]})",
                 "moved twice"},
        BadDates{
            "AnotherYear",
            R"({"years":[{"year":2027,"decrees":[],"holidays":[{"date":"2026-03-10","name":"x","kind":"cuti_bersama"}]}]})",
            "must lie in its year"},
        BadDates{
            "DayTwice",
            R"({"years":[{"year":2027,"decrees":[],"holidays":[{"date":"2027-03-10","name":"x","kind":"cuti_bersama"},
                    {"date":"2027-03-10","name":"y","kind":"cuti_bersama"}]}]})",
            "there twice"},
        BadDates{
            "UnknownKind",
            R"({"years":[{"year":2027,"decrees":[],"holidays":[{"date":"2027-03-10","name":"x","kind":"libur"}]}]})",
            "kind must be one of"}),
    [](const auto& fault) { return fault.param.name; });

}  // namespace
}  // namespace sipro::gateway
