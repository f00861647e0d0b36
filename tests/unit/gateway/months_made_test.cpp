#include "api/months_made.hpp"

#include <gmock/gmock.h>

namespace sipro::gateway {
namespace {

using namespace std::chrono;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(DataMonths, AreThoseBeforeTheMonthOfToday) {
  EXPECT_THAT(data_months(2026y / 2 / 28, 3), ElementsAre(2026y / January, 2025y / December, 2025y / November));
  EXPECT_THAT(data_months(2026y / 12 / 1, 1), ElementsAre(2026y / November));
}

// domain.md 6: data of April 2025 are received on 28 May and published on 3 June.
TEST(DataMonths, AreReceivedInTheNextMonthAndPublishedInTheOneAfter) {
  EXPECT_EQ(receipt_of(2025y / April), 2025y / May / 28);
  EXPECT_EQ(publication_of(2025y / April), 2025y / June / 3);
  EXPECT_EQ(receipt_of(2025y / December), 2026y / January / 28);
  EXPECT_EQ(publication_of(2025y / November), 2026y / January / 3);
}

TEST(MonthsOf, AreWhatACleanFileHolds) {
  EXPECT_THAT(months_of(R"({"flow":"ekspor","periods":[{"year":2025,"month":4,"rows":3},{"year":2024,"month":12}]})"),
              ElementsAre(2025y / April, 2024y / December));
}

TEST(MonthsOf, TakesNothingOnTrust) {
  for (const char* text : {"", "{", "[]", "null", "{}", R"({"periods":1})", R"({"periods":[1,"x",null,{}]})",
                           R"({"periods":[{"year":2025,"month":13},{"year":2025,"month":0},{"year":-1,"month":1}]})",
                           R"({"periods":[{"year":"2025","month":1},{"year":99999999999999,"month":1}]})"}) {
    EXPECT_THAT(months_of(text), IsEmpty()) << text;
  }
}

TEST(MonthsMade, TellsPreprocessingFromTables) {
  MonthsMade made;
  add(made, {"ekspor", false, {2025y / April, 2025y / May}});
  add(made, {"impor", false, {2025y / May}});
  add(made, {"semua", true, {2025y / May}});
  EXPECT_THAT(made[2025y / April].preprocessed, ElementsAre("ekspor"));
  EXPECT_THAT(made[2025y / May].preprocessed, ElementsAre("ekspor", "impor"));
  EXPECT_THAT(made[2025y / April].processed, IsEmpty());
  EXPECT_THAT(made[2025y / May].processed, ElementsAre("semua"));
}

TEST(JobMonthsKnown, BeginsAnewWhereItIsFull) {
  JobMonthsKnown known(2);
  known.keep("a", {});
  known.keep("b", {});
  EXPECT_NE(known.find("a"), nullptr);
  known.keep("c", {});
  EXPECT_EQ(known.find("a"), nullptr);
  EXPECT_NE(known.find("c"), nullptr);
}

}  // namespace
}  // namespace sipro::gateway
