#include "content/suggestion.hpp"

#include <gmock/gmock.h>

#include "support/scratch_folder.hpp"

namespace sipro::gateway {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Suggestion, IsKeptAsWrittenButForBlanksAtItsEnds) {
  const auto checked = checked_suggestion("  Ani \t Lestari ", "\r\n Tolong tambahkan\r\n\r\ngrafik per bulan. \n");
  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->name, "Ani Lestari");
  EXPECT_EQ(checked->text, "Tolong tambahkan\n\ngrafik per bulan.");
}

struct Refused {
  const char* name;
  std::string who;
  std::string text;
  const char* why;
};

class BadSuggestion : public testing::TestWithParam<Refused> {};

TEST_P(BadSuggestion, IsRefusedAndToldWhy) {
  const auto checked = checked_suggestion(GetParam().who, GetParam().text);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, Errc::wrong_usage);
  EXPECT_THAT(checked.error().context, HasSubstr(GetParam().why));
}

const std::string kFive = "satu dua tiga empat lima";

INSTANTIATE_TEST_SUITE_P(
    Rules, BadSuggestion,
    testing::Values(Refused{"NoName", "", kFive, "satu kata"}, Refused{"BlankName", " \t\xc2\xa0", kFive, "satu kata"},
                    Refused{"FourWords", "Ani", "satu dua tiga empat", "lima kata"},
                    Refused{"FourWordsWithBlanks", "Ani", " satu  dua\n\ntiga\tempat ", "lima kata"},
                    Refused{"LongName", std::string(101, 'a'), kFive, "100"},
                    Refused{"LongText", "Ani", kFive + std::string(5000, 'a'), "5.000"},
                    Refused{"NotUtf8", "Ani", kFive + "\xff", "UTF-8"},
                    Refused{"Control", "Ani", kFive + "\x1b[2J", "kendali"},
                    Refused{"ControlInTheName", "Ani\x07", kFive, "kendali"},
                    Refused{"Delete", "Ani", kFive + "\x7f", "kendali"},
                    Refused{"C1Control", "Ani", kFive + "\xc2\x85", "kendali"},
                    Refused{"Zero", std::string("A\0ni", 4), kFive, "kendali"}),
    [](const auto& refused) { return refused.param.name; });

TEST(Suggestion, OfTheLeastAndTheMostIsTaken) {
  EXPECT_TRUE(checked_suggestion("A", kFive));
  EXPECT_TRUE(checked_suggestion("é" + std::string(99, 'a'), kFive));
  EXPECT_TRUE(checked_suggestion("A", kFive + std::string(5000 - kFive.size(), 'a')));
}

class KeptSuggestions : public testing::Test {
 protected:
  std::string keep(std::string name, std::int64_t sent_us, std::string_view random = "00ff") {
    auto kept = keep_suggestion(files_, layout_, "2101", {"", std::move(name), kFive, sent_us}, random);
    EXPECT_TRUE(kept);
    return kept ? kept->id : "";
  }

  [[nodiscard]] std::vector<std::string> names(std::uint64_t offset = 0, std::uint64_t limit = 10) {
    const auto page = list_suggestions(files_, layout_, "2101", offset, limit);
    EXPECT_TRUE(page);
    std::vector<std::string> out;
    for (const auto& one : page->suggestions) out.push_back(one.name);
    return out;
  }

  test::ScratchFolder folder_;
  storage::PosixFiles files_;
  storage::Layout layout_{folder_.path()};
};

TEST_F(KeptSuggestions, AreListedNewestFirstByPages) {
  EXPECT_THAT(names(), ElementsAre());
  keep("a", 1'700'000'000'000'000);
  keep("b", 1'800'000'000'000'000);
  keep("c", 1'750'000'000'000'000);
  EXPECT_THAT(names(), ElementsAre("b", "c", "a"));
  EXPECT_THAT(names(1, 1), ElementsAre("c"));
  EXPECT_THAT(names(3, 1), ElementsAre());
  EXPECT_THAT(names(0, 0), ElementsAre());
}

TEST_F(KeptSuggestions, DoNotReplaceEachOther) {
  keep("a", 1'700'000'000'000'000, "aa");
  keep("b", 1'700'000'000'000'000, "bb");
  EXPECT_FALSE(keep_suggestion(files_, layout_, "2101", {"", "x", kFive, 1'700'000'000'000'000}, "aa"));
  EXPECT_THAT(names(), ElementsAre("b", "a"));
}

TEST_F(KeptSuggestions, AreShownWhereOneIsDamaged) {
  keep("a", 1'700'000'000'000'000);
  ASSERT_TRUE(files_.write_new(folder_.path() / "2101" / "suggestions" / "1800000000000000-aa.json", "{"));
  EXPECT_THAT(names(), ElementsAre("a"));
}

}  // namespace
}  // namespace sipro::gateway
