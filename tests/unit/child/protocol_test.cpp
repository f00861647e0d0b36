#include "child/protocol.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sipro::child {
namespace {

using testing::HasSubstr;

ChildSpec spec() {
  payload::Preprocess work;
  work.flow = "ekspor";
  work.inputs = {{payload::FileInput{"uploads/1/data", "", 7}, "Ekspor 2024.sav", 2024}};
  work.hs_master = "config/hs/1.csv";
  ChildSpec out;
  out.payload = {work, "2025-06-20T10:46:00+07:00"};
  out.inputs = {4};
  out.hs_master = 5;
  out.threads = 3;
  out.limits = {0, 60, 1U << 20U, 64};
  out.cage = {"landlock", "seccomp"};
  return out;
}

std::string changed(std::string_view from, std::string_view to) {
  std::string json = to_json(spec());
  const std::size_t at = json.find(from);
  EXPECT_NE(at, std::string::npos) << from << " is not in " << json;
  return json.replace(at, from.size(), to);
}

TEST(ChildSpec, IsOneLineThatReadsBackEqual) {
  const std::string json = to_json(spec());
  EXPECT_EQ(json.find('\n'), std::string::npos);
  const auto read = parse_child_spec(json);
  ASSERT_TRUE(read) << read.error().context;
  EXPECT_EQ(*read, spec());
}

TEST(ChildSpec, ReadsBackWithoutAnHsMaster) {
  ChildSpec without = spec();
  without.hs_master.reset();
  const auto read = parse_child_spec(to_json(without));
  ASSERT_TRUE(read) << read.error().context;
  EXPECT_EQ(*read, without);
}

TEST(ChildSpec, RefusesWhatItDoesNotUnderstandAndNamesIt) {
  struct Refused {
    const char* what;
    std::string json;
    const char* named;
  };
  const Refused cases[] = {
      {"no JSON", "{", "spec"},
      {"an unknown key", changed(R"("threads":3)", R"("threads":3,"colour":1)"), "colour"},
      {"no threads", changed(R"("threads":3,)", ""), "threads"},
      {"no thread", changed(R"("threads":3)", R"("threads":0)"), "threads"},
      {"a part that there isn't", changed(R"("seccomp")", R"("moat")"), "moat"},
      {"stdin as an input", changed(R"("inputs":[4])", R"("inputs":[0])"), "inputs"},
      {"the progress descriptor as an input", changed(R"("inputs":[4])", R"("inputs":[3])"), "inputs"},
      {"text as an input", changed(R"("inputs":[4])", R"("inputs":["4"])"), "inputs"},
      {"no time for the processor", changed(R"("cpu_seconds":60)", R"("cpu_seconds":0)"), "cpu_seconds"},
      {"a payload that is none", changed(R"("flow":"ekspor")", R"("flow":"lain")"), "flow"},
  };
  for (const Refused& one : cases) {
    const auto read = parse_child_spec(one.json);
    ASSERT_FALSE(read) << one.what;
    EXPECT_EQ(read.error().code, Errc::wrong_usage) << one.what;
    EXPECT_THAT(read.error().context, HasSubstr(one.named)) << one.what;
  }
}

TEST(ChildLine, EachKindReadsBackAlone) {
  const ChildLine cage = parse_child_line(cage_line({"landlock"}));
  EXPECT_EQ(cage.cage, std::vector<std::string>{"landlock"});
  EXPECT_FALSE(cage.progress || cage.error);
  const ChildLine progress = parse_child_line(progress_line({"membaca", 10, 20}));
  EXPECT_EQ(progress.progress, (ChildProgress{"membaca", 10, 20}));
  EXPECT_FALSE(progress.cage || progress.error);
  const ChildLine error = parse_child_line(error_line({"write_failed", "disk \"a\"\n"}));
  EXPECT_EQ(error.error, (ChildError{"write_failed", "disk \"a\"\n"}));
  EXPECT_FALSE(error.cage || error.progress);
}

TEST(ChildLine, WhatIsNotUnderstoodIsNone) {
  for (const char* line :
       {"", "{", "[]", "null", R"({"cage":"all"})", R"({"phase":"membaca"})", R"({"phase":"x","done":-1,"total":0})",
        R"({"error":{"code":"x"}})", R"({"cage":[],"error":{"code":"a","message":"b"}})",
        R"({"phase":"x","done":1,"total":2,"more":3})", R"({"cage":["1","2","3","4","5","6"]})"}) {
    const ChildLine read = parse_child_line(line);
    EXPECT_FALSE(read.cage || read.progress || read.error) << line;
  }
}

}  // namespace
}  // namespace sipro::child
