#include "workbook/cell_text.hpp"

#include <gtest/gtest.h>

namespace sipro::workbook {
namespace {

TEST(CellText, KeepsWhatAWorkbookCanHold) {
  for (const char* text :
       {"", "=SUM(A1)", "Côte d'Ivoire", "中国", "a\tb\nc", "bel \x07", "_xyz", "x_0041_", "_x00_"}) {
    EXPECT_EQ(cell_text(text), text);
  }
}

TEST(CellText, ReplacesWhatXmlForbids) {
  EXPECT_EQ(cell_text("C\xf4te"), "C\xef\xbf\xbdte");  // latin1
  EXPECT_EQ(cell_text(std::string_view("a\0b", 3)),
            "a\xef\xbf\xbd"
            "b");                                                                // a C string would end here
  EXPECT_EQ(cell_text("\xef\xbf\xbf"), "\xef\xbf\xbd");                          // U+FFFF
  EXPECT_EQ(cell_text("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");  // a surrogate
}

TEST(CellText, EscapesWhatSpreadsheetsWouldDecode) {
  EXPECT_EQ(cell_text("_x0041_"), "_x005F_x0041_");
  EXPECT_EQ(cell_text("a_x000D_b"), "a_x005F_x000D_b");
}

TEST(CellText, CutsAtTheLimitOfACell) {
  EXPECT_EQ(cell_text(std::string(40000, 'a')), std::string(32767, 'a'));
  std::string pairs;
  for (int i = 0; i < 20000; ++i) pairs += "😀";  // two UTF-16 units each
  EXPECT_EQ(cell_text(pairs).size(), 16383U * 4);
  std::string escapes;
  for (int i = 0; i < 5000; ++i) escapes += "_x0041_";
  EXPECT_LE(cell_text(escapes).size(), 32767U);
}

}  // namespace
}  // namespace sipro::workbook
