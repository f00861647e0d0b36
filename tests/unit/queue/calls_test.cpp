#include "queue/calls.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "queue/library.hpp"

namespace sipro::queue::calls {
namespace {

namespace json = boost::json;

redis::Reply text(std::string_view bytes) { return {std::string(bytes)}; }
redis::Reply refusal(std::string_view message) { return {redis::ServerError{std::string(message)}}; }

JobSpec whole_spec() {
  JobSpec spec;
  spec.id = "00112233445566778899aabbccddeeff";
  spec.district = "2101";
  spec.kind = "olah";
  spec.version = 3;
  spec.payload = R"({"inputs":[],"name":"a\"b \u00e9"})";
  spec.priority = 0;
  spec.cap = 4;
  spec.by = "Ani";
  spec.idempotency_key = "k 1";
  spec.body_hash = "ab";
  spec.fingerprint = "cd";
  spec.again = true;
  spec.after = {"p1", "p2"};
  spec.delay = std::chrono::milliseconds(1500);
  return spec;
}

/// The object that a command passes to its function.
json::object input_of(const redis::Command& command) { return json::parse(command.at(5)).as_object(); }

TEST(Calls, NameTheFunctionTheKeyAndTheStamp) {
  const auto command = reap("e1:run", 3);
  ASSERT_EQ(command.size(), 6U);
  EXPECT_EQ(command[0], "FCALL");
  EXPECT_EQ(command[1], "s" + std::to_string(kLibrary) + "_reap");
  EXPECT_EQ(command[2], "1");
  EXPECT_EQ(command[3], "{sipro}");
  EXPECT_EQ(command[4], "e1:run");
  EXPECT_EQ(command[5], R"({"max_strikes":3})");
}

TEST(Calls, WhatIsLongerThan14DigitsIsText) {
  ClaimRequest request;
  request.number = 9'007'199'254'740'993;
  EXPECT_EQ(input_of(claim("", request)).at("number").as_string(), "9007199254740993");
  const Progress progress{"membaca", 1'234'567'890'123'456, 0};
  EXPECT_EQ(input_of(beat("", {"a", "1750000000000001", 1, 1}, progress, std::chrono::seconds(15))).at("done"),
            "1234567890123456");
}

TEST(Calls, AJobComesBackAsItWasSent) {
  const auto spec = whole_spec();
  const auto sent = input_of(enqueue("", {&spec, 1})).at("jobs").as_array().at(0).as_object();
  EXPECT_EQ(sent.at("after").as_array().size(), 2U);
  const json::object answer{{"id", spec.id},
                            {"token", "1750000000000001"},
                            {"attempt", 2},
                            {"round", 1},
                            {"strikes", 1},
                            {"retries", 0},
                            {"spec", sent.at("spec")},
                            {"after", sent.at("after")}};
  const auto claimed = claim_answer(text(json::serialize(answer)));
  ASSERT_TRUE(claimed.has_value() && claimed->has_value());
  EXPECT_EQ((*claimed)->spec, spec);
  EXPECT_EQ((*claimed)->hold, (Hold{spec.id, "1750000000000001", 2, 1}));
  EXPECT_EQ((*claimed)->strikes, 1U);
}

TEST(Calls, WhatIsEmptyIsLeftOut) {
  JobSpec spec;
  spec.id = "a";
  const auto sent = input_of(enqueue("", {&spec, 1})).at("jobs").as_array().at(0).as_object();
  for (const char* key : {"key", "body", "fingerprint", "again", "after"}) EXPECT_FALSE(sent.contains(key)) << key;
  Restored restored;
  restored.spec = spec;
  const auto job = input_of(restore({&restored, 1})).at("jobs").as_array().at(0).as_object();
  for (const char* key : {"end", "kept"}) EXPECT_FALSE(job.contains(key)) << key;
}

TEST(Answers, NothingToDoIsAnEmptyObject) {
  EXPECT_FALSE(claim_answer(text("{}"))->has_value());
  EXPECT_FALSE(show_answer(text("{}"))->has_value());
  EXPECT_TRUE(unsaved_answer(text("{}"))->empty());
  EXPECT_TRUE(done_answer(text("{}")).has_value());
}

TEST(Answers, EndsTellWhetherTheTokenMayAct) {
  EXPECT_EQ(*end_answer(text(R"({"state":"failed","dead":true,"strikes":3,"retries":1})")),
            (EndOutcome{false, JobState::failed, true, 3, 1}));
  EXPECT_TRUE(end_answer(text(R"({"lost":true,"state":"queued","strikes":0,"retries":0})"))->lost);
}

struct Refusal {
  const char* message;
  Errc code;
};

class Refusals : public testing::TestWithParam<Refusal> {};

TEST_P(Refusals, HaveTheirCode) { EXPECT_EQ(beat_answer(refusal(GetParam().message)).error().code, GetParam().code); }

INSTANTIATE_TEST_SUITE_P(OfRedis, Refusals,
                         testing::Values(Refusal{"RECOVERING the queue is not open for this stamp", Errc::recovering},
                                         Refusal{"ERR Function not found", Errc::recovering},
                                         Refusal{"OOM allow-oom flag is not set on the function", Errc::redis_full},
                                         Refusal{"LOADING Redis is loading the dataset in memory",
                                                 Errc::redis_unavailable},
                                         Refusal{"MISCONF Errors writing to the AOF file", Errc::redis_unavailable},
                                         Refusal{"NOPERM this user has no permissions", Errc::redis_refused},
                                         Refusal{"WRONGTYPE Operation against a key", Errc::redis_refused}));

TEST(Answers, OnlyAMissingLibraryIsMissing) {
  EXPECT_TRUE(is_library_missing(refusal("ERR Function not found")));
  EXPECT_FALSE(is_library_missing(refusal("RECOVERING")));
  EXPECT_FALSE(is_library_missing(text("ERR Function not found")));
}

TEST(Answers, WhatIsNotUnderstoodIsRefused) {
  for (const char* bytes : {"", "[]", "{", R"({"outcome":"perhaps"})", R"({"outcome":7})"}) {
    EXPECT_EQ(beat_answer(text(bytes)).error().code, Errc::redis_refused) << bytes;
  }
  EXPECT_EQ(beat_answer({std::int64_t{1}}).error().code, Errc::redis_refused);
  EXPECT_EQ(stats_answer(text(R"({"waiting":1})")).error().code, Errc::redis_refused);
  EXPECT_EQ(end_answer(text(R"({"state":"done","strikes":0,"retries":0})")).error().code, Errc::redis_refused);
}

TEST(Answers, AViewHasWhatTheJobHas) {
  const auto spec = whole_spec();
  const auto sent = input_of(enqueue("", {&spec, 1})).at("jobs").as_array().at(0).as_object();
  json::object answer{
      {"id", spec.id},
      {"spec", sent.at("spec")},
      {"after", sent.at("after")},
      {"state", "retrying"},
      {"round", 2},
      {"attempt", 3},
      {"strikes", 1},
      {"retries", 2},
      {"interruptions", 1},
      {"cancel_asked", true},
      {"created", "1750000000000001"},
      {"progress", json::object{{"phase", "menulis"}, {"done", "5"}, {"total", "10"}}},
      {"error", R"({"code":"x","message":"y","details":"{}"})"},
      {"place",
       json::object{{"ahead", 0}, {"districts", 0}, {"reason", "retry_at"}, {"retry_at", "1750000000000002"}}}};
  const auto shown = show_answer(text(json::serialize(answer)));
  ASSERT_TRUE(shown.has_value() && shown->has_value());
  const auto& view = **shown;
  EXPECT_EQ(view.spec, spec);
  EXPECT_EQ(view.state, JobState::retrying);
  EXPECT_EQ(view.created, Micros(1'750'000'000'000'001));
  EXPECT_FALSE(view.started.has_value());
  EXPECT_TRUE(view.cancel_asked);
  EXPECT_FALSE(view.dead);
  EXPECT_EQ(view.progress, (Progress{"menulis", 5, 10}));
  EXPECT_EQ(view.error, (JobError{"x", "y", "{}"}));
  EXPECT_EQ(view.place, (Place{0, 0, WaitReason::retry_at, Micros(1'750'000'000'000'002)}));
}

}  // namespace
}  // namespace sipro::queue::calls
