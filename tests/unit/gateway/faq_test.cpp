#include "content/faq.hpp"

#include <gmock/gmock.h>

#include "content/words.hpp"

namespace sipro::gateway {
namespace {

using testing::HasSubstr;

TEST(Faq, AnswersAtLeastFifteenQuestions) {
  EXPECT_GE(built_in_faq().size(), 15U);
  for (const Question& question : built_in_faq()) {
    EXPECT_TRUE(question.question.ends_with("?")) << question.id;
    EXPECT_FALSE(question.pages.empty()) << question.id;
  }
}

std::vector<std::string> found(std::string_view query) {
  std::vector<std::string> ids;
  for (const Question& question : built_in_faq()) {
    if (all_begin_one(folded_words(query), question.words)) ids.push_back(question.id);
  }
  return ids;
}

TEST(Faq, IsFoundByWordsOfQuestionAndAnswer) {
  EXPECT_THAT(found("DIBULATKAN pertumbuhan"), testing::Contains("pertumbuhan-tidak-cocok"));
  EXPECT_THAT(found("whatsapp"), testing::IsEmpty());
  EXPECT_EQ(found("").size(), built_in_faq().size());
}

struct BadQuestions {
  const char* name;
  const char* text;
  const char* problem;
};

class BadFaq : public testing::TestWithParam<BadQuestions> {};

TEST_P(BadFaq, IsRefusedByTheNameOfItsFault) {
  const auto faq = parse_faq(GetParam().text);
  ASSERT_FALSE(faq);
  EXPECT_EQ(faq.error().code, Errc::config_invalid);
  EXPECT_THAT(faq.error().context, HasSubstr(GetParam().problem));
}

INSTANTIATE_TEST_SUITE_P(
    Faults, BadFaq,
    testing::Values(
        BadQuestions{"NotJson", "", "is not JSON"}, BadQuestions{"NoQuestions", "{}", "questions is missing"},
        BadQuestions{"NoAnswer", R"({"questions":[{"id":"a","question":"b","answer":[]}]})", "answer must not"},
        BadQuestions{"EmptyList", R"({"questions":[{"id":"a","question":"b","answer":[{"list":[]}]}]})",
                     "list must not"},
        BadQuestions{"BothTextAndList",
                     R"({"questions":[{"id":"a","question":"b","answer":[{"list":["x"],"text":"y"}]}]})", "text"},
        BadQuestions{"BadId", R"({"questions":[{"id":"A b","question":"b","answer":[{"text":"y"}]}]})", "id must be"},
        BadQuestions{"IdTwice",
                     R"({"questions":[{"id":"a","question":"b","answer":[{"text":"y"}]},
                                             {"id":"a","question":"c","answer":[{"text":"y"}]}]})",
                     "twice"}),
    [](const auto& fault) { return fault.param.name; });

}  // namespace
}  // namespace sipro::gateway
