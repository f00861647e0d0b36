#include "base/moment.hpp"

#include <gtest/gtest.h>

namespace sipro {
namespace {

struct InWords {
  const char* text;
  const char* words;
};

class MomentWords : public testing::TestWithParam<InWords> {};

TEST_P(MomentWords, KeepIndonesianOffsetsAndTurnOthersToWib) {
  const auto moment = parse_moment(GetParam().text);
  ASSERT_TRUE(moment.has_value());
  EXPECT_EQ(moment->in_words(), GetParam().words);
}

INSTANTIATE_TEST_SUITE_P(Offsets, MomentWords,
                         testing::Values(InWords{"2025-06-20T10:46:00+07:00", "20 Juni 2025 pukul 10.46 WIB"},
                                         InWords{"2025-06-20T10:46:00+08:00", "20 Juni 2025 pukul 10.46 WITA"},
                                         InWords{"2025-06-20T10:46:00+09:00", "20 Juni 2025 pukul 10.46 WIT"},
                                         InWords{"2025-06-20T23:46:00Z", "21 Juni 2025 pukul 06.46 WIB"},
                                         InWords{"2024-12-31T23:30:00-05:00", "1 Januari 2025 pukul 11.30 WIB"}));

TEST(Moment, RefusesWhatIsNoTime) {
  for (const char* text : {"", "kemarin", "2025-06-20", "2025-13-01T00:00:00+07:00", "2025-02-30T00:00:00+07:00",
                           "2025-06-20T10:46:00+07:00x"}) {
    EXPECT_FALSE(parse_moment(text).has_value()) << text;
  }
}

TEST(Moment, WritesIso8601InItsOwnOffset) {
  EXPECT_EQ(parse_moment("2025-06-20T10:46:00+09:00")->iso8601(), "2025-06-20T10:46:00+09:00");
}

}  // namespace
}  // namespace sipro
