#include "content/hs_index.hpp"

#include <gmock/gmock.h>

#include "content/words.hpp"

namespace sipro::gateway {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> codes(const HsIndex& index, std::string_view query, unsigned chapter = 0) {
  std::vector<std::string> out;
  for (const HsRow* row : index.find(query, chapter).rows) out.push_back(row->code);
  return out;
}

const HsIndex& small_index() {
  static const HsIndex kIndex({{"03022900", "Ikan, segar > Lain-lain", "other flat fish, fresh or chilled"},
                               {"01012900", "Kuda, keledai, bagal, hidup", "live horses"},
                               {"01013010", "Kuda, keledai > Keledai > Bibit", "live asses, pure-bred"},
                               {"22042100", "Minuman anggur", "wine, of 2 litres or less: Rosé, Crémant"},
                               {"85171300", "Telepon cerdas", "smartphones 4G"}});
  return kIndex;
}

struct Search {
  const char* name;
  const char* query;
  std::vector<std::string> found;
};

class HsSearchFor : public testing::TestWithParam<Search> {};

TEST_P(HsSearchFor, FindsTheseCodes) { EXPECT_EQ(codes(small_index(), GetParam().query), GetParam().found); }

INSTANTIATE_TEST_SUITE_P(
    Queries, HsSearchFor,
    testing::Values(Search{"Indonesian", "keledai", {"01012900", "01013010"}},
                    Search{"AllWords", "keledai bibit", {"01013010"}}, Search{"English", "HORSES", {"01012900"}},
                    Search{"BothLanguages", "kuda asses", {"01013010"}},
                    Search{"BeginningsOfWords", "kel bib", {"01013010"}}, Search{"NotTheMiddle", "eledai", {}},
                    Search{"WithoutDiacritics", "rose cremant", {"22042100"}},
                    Search{"WithDiacritics", "ROSÉ", {"22042100"}}, Search{"Hyphen", "pure-bred", {"01013010"}},
                    Search{"CodePrefix", "0101", {"01012900", "01013010"}},
                    Search{"CodeWithDots", "0101.30.10", {"01013010"}}, Search{"CodeInGroups", "0101 30", {"01013010"}},
                    Search{"CodeAndWord", "0101 horses", {"01012900"}}, Search{"WordWithDigits", "4G", {"85171300"}},
                    Search{"NumberInText", "wine 2", {"22042100"}}, Search{"Unknown", "xyz", {}},
                    Search{"OneUnknownOfTwo", "kuda xyz", {}}, Search{"TooLongACode", "010129001", {}},
                    Search{"Comma", "kuda, hidup", {"01012900"}}, Search{"Sign", "kuda >", {"01012900", "01013010"}}),
    [](const auto& search) { return search.param.name; });

TEST(HsIndex, FindsAllWhereNothingIsAskedFor) {
  EXPECT_THAT(codes(small_index(), ""), ElementsAre("01012900", "01013010", "03022900", "22042100", "85171300"));
  EXPECT_THAT(codes(small_index(), "  "), testing::SizeIs(5));
  EXPECT_THAT(codes(HsIndex(), "kuda"), IsEmpty());
}

TEST(HsIndex, CountsChaptersWhateverChapterIsAskedFor) {
  const auto found = small_index().find("", 1);
  EXPECT_THAT(found.rows, testing::SizeIs(2));
  EXPECT_EQ(found.chapters[1], 2U);
  EXPECT_EQ(found.chapters[3], 1U);
  EXPECT_EQ(found.chapters[2], 0U);
}

TEST(Words, AreFolded) {
  EXPECT_THAT(folded_words("Café (20 °C), naïve Łódź"), ElementsAre("CAFE", "20", "C", "NAIVE", "LODZ"));
  EXPECT_THAT(folded_words("Straße Œuvre Ærø"), ElementsAre("STRASSE", "OEUVRE", "AERO"));
  EXPECT_THAT(folded_words("e\xcc\x81t\xc3\xa9"), ElementsAre("ETE"));  // a combining accent
  EXPECT_THAT(folded_words("a\xc2\xa0"
                           "b\xe2\x80\x93"
                           "c\xc3\x97"
                           "d"),
              ElementsAre("A", "B", "C", "D"));  // no-break space, dash, multiplication sign
  EXPECT_THAT(folded_words("中国 ЖУК"), ElementsAre("中国", "ЖУК"));
  EXPECT_THAT(folded_words("  "), IsEmpty());
}

}  // namespace
}  // namespace sipro::gateway
