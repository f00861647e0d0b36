#include "base/text.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace sipro {
namespace {

TEST(Text, CollapsesBlanksAndTrims) {
  EXPECT_EQ(collapse_blanks("  TANJUNG \t BALAI\xc2\xa0  KARIMUN  "), "TANJUNG BALAI KARIMUN");
  EXPECT_EQ(collapse_blanks(" \t "), "");
  EXPECT_EQ(collapse_blanks("a b"), "a b");
}

TEST(Text, TellsUtf8) {
  EXPECT_TRUE(is_utf8("C\xc3\xb4te d'Ivoire"));
  EXPECT_FALSE(is_utf8("C\xf4te d'Ivoire"));  // latin1
  EXPECT_FALSE(is_utf8("\xc0\xaf"));          // overlong
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));      // surrogate
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));  // above U+10FFFF
  EXPECT_FALSE(is_utf8("\xe2\x82"));          // cut
}

TEST(Text, UppercasesBeyondAscii) {
  EXPECT_EQ(upper("hasil minyak \xc3\xb4\xc3\xa9"), "HASIL MINYAK \xc3\x94\xc3\x89");
}

TEST(Text, CutsAtCodePoints) {
  EXPECT_EQ(utf8_prefix("ab\xc3\xb4", 3), "ab");
  EXPECT_EQ(utf8_prefix("ab\xc3\xb4", 4), "ab\xc3\xb4");
}

TEST(Text, WritesNumbersTheIndonesianWay) {
  EXPECT_EQ(indonesian_number(1234567.894, 2), "1.234.567,89");
  EXPECT_EQ(indonesian_number(-0.001, 2), "0,00");
  EXPECT_EQ(indonesian_number(-1000, 2), "-1.000,00");
  EXPECT_EQ(indonesian_number(std::numeric_limits<double>::quiet_NaN(), 2), "-");
  EXPECT_EQ(indonesian_count(11554), "11.554");
  EXPECT_EQ(indonesian_count(999), "999");
}

}  // namespace
}  // namespace sipro
