// What a child says, taken apart: lines, last words, the reason of a stop.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "base/text.hpp"
#include "jobs/child_output.hpp"
#include "jobs/data_stop.hpp"

namespace sipro::jobs {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> lines_of(const std::vector<std::string>& pieces) {
  LineCutter cutter;
  std::vector<std::string> lines;
  for (const std::string& piece : pieces) {
    cutter.feed(piece, [&lines](std::string_view line) { lines.emplace_back(line); });
  }
  return lines;
}

TEST(LineCutter, PutsLinesTogetherFromPieces) {
  EXPECT_THAT(lines_of({"a", "b\nc", "", "\n\nd"}), ElementsAre("ab", "c", ""));
}

TEST(LineCutter, DropsALineThatIsTooLongWhole) {
  const std::string longest(LineCutter::kLongestLine, 'x');
  EXPECT_THAT(lines_of({longest + "\nb\n"}), ElementsAre(longest, "b"));
  EXPECT_THAT(lines_of({longest, "x\nb\n"}), ElementsAre("b"));
  EXPECT_THAT(lines_of({longest, "x", longest, longest + "\nb\n"}), ElementsAre("b"));
}

std::string tail_of(const std::vector<std::string>& pieces) {
  Tail tail;
  for (const std::string& piece : pieces) tail.feed(piece);
  return tail.text();
}

TEST(Tail, KeepsTheLastBytes) {
  EXPECT_EQ(tail_of({"a", "b\n", "c"}), "ab\nc");
  EXPECT_EQ(tail_of({std::string(5000, 'a'), "b"}), std::string(Tail::kBytes - 1, 'a') + "b");
  EXPECT_EQ(tail_of({std::string(3000, 'a'), std::string(3000, 'b')}), std::string(1096, 'a') + std::string(3000, 'b'));
}

TEST(Tail, IsUtf8WhateverWasWritten) {
  EXPECT_EQ(tail_of({"caf\xC3\xA9 \xFF\x1B[31m"}), "caf\xC3\xA9 \xEF\xBF\xBD\xEF\xBF\xBD[31m");
  const std::string text = tail_of({std::string(5000, '\xFF')});
  EXPECT_TRUE(is_utf8(text));
  EXPECT_LE(text.size(), Tail::kBytes);
  EXPECT_TRUE(is_utf8(tail_of({std::string(4095, 'a') + "\xC3\xA9"})));
}

TEST(DataStop, TakesTheFirstStopAndNamesTheRest) {
  const auto error = parse_data_stop(
      R"({"stopped":{"rule":"no_data","message":"Tidak ada data","details":{"periods":[]}},"also":[{"rule":"x"}]})");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, "no_data");
  EXPECT_EQ(error->message, "Tidak ada data");
  EXPECT_EQ(error->details, R"({"periods":[],"also":[{"rule":"x"}]})");
}

TEST(DataStop, DetailsMayBeAbsentAndAreLeftOutWhenTooLarge) {
  EXPECT_THAT(parse_data_stop(R"({"stopped":{"rule":"no_data","message":"x"}})")->details, IsEmpty());
  const std::string large = R"({"a":")" + std::string(40'000, 'a') + R"("})";
  const auto error = parse_data_stop(R"({"stopped":{"rule":"no_data","message":"x","details":)" + large + "}}");
  ASSERT_TRUE(error);
  EXPECT_THAT(error->details, IsEmpty());
  const auto also =
      parse_data_stop(R"({"stopped":{"rule":"no_data","message":"x","details":{"b":1}},"also":[)" + large + "]}");
  ASSERT_TRUE(also);
  EXPECT_EQ(also->details, R"({"b":1})");
}

TEST(DataStop, AMessageIsCutAtACharacter) {
  std::string message;
  for (int i = 0; i < 3000; ++i) message += "\xC3\xA9";
  const auto error = parse_data_stop(R"({"stopped":{"rule":"no_data","message":")" + message + R"("}})");
  ASSERT_TRUE(error);
  EXPECT_LE(error->message.size(), 2000);
  EXPECT_TRUE(is_utf8(error->message));
}

TEST(DataStop, RefusesWhatSiproDoesNotWrite) {
  for (const char* text :
       {"", "x", "7", "[]", "{}", R"({"stopped":[]})", R"({"stopped":{"message":"x"}})",
        R"({"stopped":{"rule":7,"message":"x"}})", R"({"stopped":{"rule":"A B","message":"x"}})",
        R"({"stopped":{"rule":"","message":"x"}})", R"({"stopped":{"rule":"no_data","message":""}})",
        R"({"stopped":{"rule":"no_data"}})", "{\"stopped\":{\"rule\":\"no_data\",\"message\":\"\xFF\"}}"}) {
    const auto error = parse_data_stop(text);
    ASSERT_FALSE(error) << text;
    EXPECT_EQ(error.error().code, Errc::internal) << text;
  }
}

}  // namespace
}  // namespace sipro::jobs
