#include "workbook/text_width.hpp"

#include <gtest/gtest.h>

namespace sipro::workbook {
namespace {

TEST(TextWidth, IsInDigitsAtTenPoints) {
  EXPECT_DOUBLE_EQ(text_width("1234567890"), 10);
  EXPECT_DOUBLE_EQ(text_width("1234567890", {.points = 12, .bold = false}), 12);
  EXPECT_GT(text_width("1234567890", {.points = 10, .bold = true}), 10);
  EXPECT_LT(text_width("ililil"), 3);
  EXPECT_GT(text_width("MMMMMM"), 8);
  EXPECT_DOUBLE_EQ(text_width(""), 0);
  EXPECT_DOUBLE_EQ(text_width("12\n1234\n1"), 4);
}

TEST(TextWidth, CountsCharactersBeyondAsciiOnce) {
  EXPECT_DOUBLE_EQ(text_width("é"), 667.0 / 556);
  EXPECT_DOUBLE_EQ(text_width("中"), 1000.0 / 556);
}

TEST(TextWidth, FindsTheWidestWord) { EXPECT_DOUBLE_EQ(widest_word("12 1234567 123"), 7); }

struct Wrapping {
  const char* name;
  std::string_view text;
  double width;
  int lines;
};

class WrappedLines : public testing::TestWithParam<Wrapping> {};

TEST_P(WrappedLines, AreCounted) { EXPECT_EQ(wrapped_lines(GetParam().text, GetParam().width), GetParam().lines); }

TEST(WrappedText, HasOneLineInAColumnMadeToFitIt) {
  for (const char* text : {"ekspor 2025.sav", "value_invalid", "NILAI", "ditolak", "Côte d'Ivoire", "0,10"}) {
    EXPECT_EQ(wrapped_lines(text, text_width(text) + kCellAir - kCellAir), 1) << text;
  }
}

// A blank is half a digit wide.
INSTANTIATE_TEST_SUITE_P(Texts, WrappedLines,
                         testing::Values(Wrapping{"Empty", "", 10, 1}, Wrapping{"JustFits", "1234 123", 7.51, 1},
                                         Wrapping{"OneTooMany", "1234 123", 7.4, 2},
                                         Wrapping{"LongWordIsBroken", "1234567890", 4, 3},
                                         Wrapping{"LineEnds", "1\n2\n3", 10, 3},
                                         Wrapping{"GoesOnAfterALongWord", "1234567890 12", 4.6, 3},
                                         Wrapping{"Greedy", "12 12 12 12 12", 5, 3}),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace sipro::workbook
