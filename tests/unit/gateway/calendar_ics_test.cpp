#include "content/calendar_ics.hpp"

#include <gmock/gmock.h>

#include "base/text.hpp"
#include "content/calendar_file.hpp"
#include "content/calendar_token.hpp"

namespace sipro::gateway {
namespace {

using namespace std::chrono;
using testing::HasSubstr;

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (auto end = text.find("\r\n"); end != std::string_view::npos; end = text.find("\r\n")) {
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 2);
  }
  EXPECT_EQ(text, "");
  return lines;
}

TEST(IcsLine, IsFoldedAt75OctetsBetweenCharacters) {
  for (const std::string& unit : {std::string("a"), std::string("é"), std::string("語"), std::string("😀")}) {
    std::string line = "SUMMARY:";
    while (line.size() < 400) line += unit;
    std::string joined;
    for (const std::string& piece : lines_of(folded_line(line))) {
      EXPECT_LE(piece.size(), 75U);
      EXPECT_TRUE(is_utf8(piece));
      EXPECT_TRUE(joined.empty() || piece.front() == ' ');
      joined += joined.empty() ? piece : piece.substr(1);
    }
    EXPECT_EQ(joined, line);
  }
}

TEST(IcsLine, OfExactly75OctetsIsNotFolded) {
  EXPECT_EQ(folded_line(std::string(75, 'x')), std::string(75, 'x') + "\r\n");
  EXPECT_EQ(folded_line(std::string(76, 'x')), std::string(75, 'x') + "\r\n x\r\n");
}

TEST(IcsText, EscapesWhatEndsOrSplitsAValue) { EXPECT_EQ(escaped_text("a;b,c\\d\ne\rf\x01g"), "a\\;b\\,c\\\\d\\nefg"); }

TEST(Ics, HoldsAnEventWithAnExclusiveEnd) {
  const CalendarData& data = built_in_calendar();
  const auto entries = entries_in(data, {2025y / 6 / 1, 2025y / 6 / 1});
  const std::string text = to_ics({"SIPRO Kabupaten Karimun", "2101", sys_days(2025y / 1 / 2) + 3h}, data, entries);
  EXPECT_THAT(text, HasSubstr("UID:pembuatan-2025-04@2101.sipro\r\nDTSTAMP:20250102T030000Z\r\n"
                              "DTSTART;VALUE=DATE:20250529\r\nDTEND;VALUE=DATE:20250602\r\n"
                              "SUMMARY:Pembuatan data April 2025\r\n"));
  EXPECT_THAT(text, HasSubstr("X-WR-CALNAME:SIPRO Kabupaten Karimun\r\n"));
  EXPECT_TRUE(text.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
}

TEST(Ics, KeepsTheIdOfAMovedEntry) {
  const auto data = parse_calendar(
      R"({"moves": [{"activity": "publikasi", "data_month": "2025-04", "first": "2025-06-04", "reason": "Rapat; libur"}]})");
  ASSERT_TRUE(data);
  const std::string text = to_ics({"x", "2101", {}}, *data, entries_in(*data, {2025y / 6 / 4, 2025y / 6 / 4}));
  EXPECT_THAT(text, HasSubstr("UID:publikasi-2025-04@2101.sipro\r\n"));
  EXPECT_THAT(text, HasSubstr("DTSTART;VALUE=DATE:20250604\r\nDTEND;VALUE=DATE:20250605\r\n"));
}

TEST(CalendarToken, OpensItsDistrictOnlyAndEndsWithItsKey) {
  const std::string key(64, 'k');
  const std::string token = calendar_token(key, "2101");
  EXPECT_EQ(district_of_token(key, token), "2101");
  EXPECT_NE(calendar_token(key, "2171"), token);
  EXPECT_EQ(district_of_token(key, "2171" + token.substr(4)), std::nullopt);
  EXPECT_EQ(district_of_token(key, token.substr(0, token.size() - 1)), std::nullopt);
  EXPECT_EQ(district_of_token(key, token + "0"), std::nullopt);
  EXPECT_EQ(district_of_token(key, "2101."), std::nullopt);
  EXPECT_EQ(district_of_token(key, ""), std::nullopt);
  EXPECT_EQ(district_of_token(std::string(64, 'l'), token), std::nullopt);
  EXPECT_EQ(district_of_token("", calendar_token("", "2101")), std::nullopt);
}

}  // namespace
}  // namespace sipro::gateway
