#include "trade/commodity.hpp"

#include <gtest/gtest.h>

#include "support/source_builder.hpp"

namespace sipro::trade {
namespace {

struct HsCase {
  test::SourceCell cell;
  const char* text;
  int chapter;
  bool valid;
  bool padded;
  bool cut;
};

TEST(Commodity, JudgesHsCodesByTheirDigits) {
  const HsCase cases[] = {
      {"03022900", "03022900", 3, true, false, false},
      {"0302.29.00", "03022900", 3, true, false, false},
      {"0302 29 00", "03022900", 3, true, false, false},
      {3022900.0, "03022900", 3, true, true, false},
      {"3022900", "03022900", 3, true, true, false},
      {"0302290011", "03022900", 3, true, false, true},
      {"302290011", "03022900", 3, true, false, true},
      {"302290", "302290", 0, false, false, false},
      {"03022900111", "03022900111", 0, false, false, false},
      {"0302A900", "0302A900", 0, false, false, false},
      {"", "", 0, false, false, false},
      {"00123456", "00123456", 0, true, false, false},
  };
  for (const auto& test_case : cases) {
    const HsCode hs = hs_code_of(test_case.cell.value, nullptr);
    EXPECT_EQ(hs.text, test_case.text);
    EXPECT_EQ(hs.chapter, test_case.chapter) << test_case.text;
    EXPECT_EQ(hs.valid, test_case.valid) << test_case.text;
    EXPECT_EQ(hs.padded, test_case.padded) << test_case.text;
    EXPECT_EQ(hs.cut, test_case.cut) << test_case.text;
  }
}

TEST(Commodity, ReadsChaptersFromHsdua) {
  EXPECT_EQ(chapter_of(test::SourceCell("03").value), 3);
  EXPECT_EQ(chapter_of(test::SourceCell(3.0).value), 3);
  EXPECT_EQ(chapter_of(test::SourceCell("00").value), 0);
  EXPECT_EQ(chapter_of(test::SourceCell("XX").value), 0);
  EXPECT_EQ(chapter_of(test::SourceCell("").value), 0);
}

TEST(Commodity, EveryChapterHasAName) {
  for (std::uint32_t chapter = 1; chapter <= 99; ++chapter) EXPECT_FALSE(chapter_name(chapter).empty()) << chapter;
}

}  // namespace
}  // namespace sipro::trade
