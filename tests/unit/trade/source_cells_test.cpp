#include "trade/source_cells.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/source_builder.hpp"

namespace sipro::trade {
namespace {

SourceValue value(const test::SourceCell& cell) { return cell.value; }

TEST(SourceCells, GiveNumericCodesTheirZerosBack) {
  EXPECT_EQ(text_of(value(36.0), 3), "036");
  EXPECT_EQ(text_of(value(1234.0), 3), "1234");
  EXPECT_EQ(text_of(value("36"), 3), "36") << "text is what it is";
  EXPECT_EQ(text_of(value({}), 3), "");
}

TEST(SourceCells, NeverReadAFractionAsACode) { EXPECT_EQ(text_of(value(3022900.5), 0), "3022900,5"); }

TEST(SourceCells, ReadNumbersWrittenAsText) {
  EXPECT_EQ(number_of(value(" 28139.21 ")), 28139.21);
  EXPECT_EQ(number_of(value("28139,21")), 28139.21);
  EXPECT_TRUE(std::isnan(number_of(value("1.234,56")))) << "ambiguous separators are no number";
  EXPECT_TRUE(std::isnan(number_of(value("12 kg"))));
  EXPECT_TRUE(std::isnan(number_of(value(""))));
}

struct MonthCase {
  test::SourceCell cell;
  int month;
};

TEST(SourceCells, ReadMonthsAsNumbersAndNames) {
  const MonthCase cases[] = {{4.0, 4}, {"04", 4}, {"April", 4}, {"AGUSTUS", 8}, {"august", 8}, {" Mei ", 5}, {12.0, 12},
                             {0.0, 0}, {13.0, 0}, {4.5, 0},     {"XIII", 0},    {"", 0},       {{}, 0}};
  for (const auto& test_case : cases) {
    EXPECT_EQ(month_of(test_case.cell.value), test_case.month)
        << test_case.cell.value.text << test_case.cell.value.number;
  }
}

TEST(SourceCells, YearsAreOfFourDigitsUpToNextYear) {
  EXPECT_EQ(year_of(value(2000.0), 2026), 2000);
  EXPECT_EQ(year_of(value("2026"), 2026), 2026);
  EXPECT_EQ(year_of(value(2027.0), 2026), 0);
  EXPECT_EQ(year_of(value(1999.0), 2026), 0);
  EXPECT_EQ(year_of(value(2024.5), 2026), 0);
}

TEST(SourceCells, TellWhetherTextChanges) {
  EXPECT_FALSE(text_changed(value("KARIMUN"))) << "padding is gone before";
  EXPECT_TRUE(text_changed(value(" KARIMUN")));
  EXPECT_TRUE(text_changed(value("TANJUNG  BALAI")));
  SourceValue recoded = value("C\xc3\xb4te");
  recoded.recoded = true;
  EXPECT_TRUE(text_changed(recoded));
  EXPECT_FALSE(text_changed(value(5.0)));
}

}  // namespace
}  // namespace sipro::trade
