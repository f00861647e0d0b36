#include "payload/payload.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <set>

namespace sipro::payload {
namespace {

namespace json = boost::json;

const std::string kJob(32, 'a');
const std::string kSha(64, 'b');
const std::string kTime = "2025-06-20T10:46:00+07:00";

Payload preprocess() {
  Preprocess work;
  work.flow = "ekspor";
  work.inputs = {{FileInput{"uploads/1/data", kSha, UINT64_MAX}, "Ekspor 2024.sav", 2024},
                 {FileInput{"library/historis/Ekspor 2023.sav", "", 0}, "Ekspor 2023.sav", std::nullopt}};
  work.overlap = "latest";
  work.accept_flow = true;
  work.kabkot = "KARIMUN";
  work.hs_master = "config/hs/" + kSha + ".csv";
  return {work, kTime};
}

Payload olah() {
  Olah work;
  work.tables = "semua";
  work.ekspor = Input{JobInput{kJob}, "Data Bersih Ekspor.sav", std::nullopt};
  work.impor = Input{FileInput{"uploads/2/data", kSha, 7}, "impor.sav", std::nullopt};
  work.year = 2025;
  work.month = 4;
  work.gaps = "zero";
  work.office = "Kabupaten Karimun";
  return {work, kTime};
}

Payload check() { return {Check{{{FileInput{"uploads/1/data", kSha, 7}, "a.sav", std::nullopt}}}, kTime}; }

TEST(Payload, ReadsBackEqual) {
  for (const Payload& payload : {preprocess(), olah(), check()}) {
    const auto back = parse_payload(to_json(payload));
    ASSERT_TRUE(back) << back.error().context;
    EXPECT_EQ(*back, payload);
    EXPECT_EQ(to_json(*back), to_json(payload));
  }
}

TEST(Payload, SaysOfWhichKindItIs) {
  EXPECT_EQ(kind_of(preprocess()), "preprocess");
  EXPECT_EQ(kind_of(check()), "preprocess");
  EXPECT_EQ(kind_of(olah()), "olah");
}

/// The payload with the value at `pointer` replaced ("" as value: erased), and what is said of it.
std::string problem_with(const Payload& payload, std::string_view parent, std::string_view key,
                         std::string_view value) {
  json::value document = json::parse(to_json(payload));
  json::object& object = document.at_pointer({parent.data(), parent.size()}).as_object();
  if (value.empty()) {
    object.erase({key.data(), key.size()});
  } else {
    object[{key.data(), key.size()}] = json::parse({value.data(), value.size()});
  }
  const auto back = parse_payload(json::serialize(document));
  if (back) return "";
  EXPECT_EQ(back.error().code, Errc::fact_damaged);
  return back.error().context;
}

TEST(Payload, NamesTheKeyThatIsWrong) {
  const std::string path = R"(must be a relative path without "." and "..")";
  struct Case {
    Payload payload;
    const char* parent;
    const char* key;
    const char* value;
    std::string problem;
  };
  for (const Case& c : {
           Case{preprocess(), "", "flow", R"("neraca")", R"(flow must be one of "ekspor" "impor")"},
           Case{preprocess(), "", "flow", "", "flow is missing"},
           Case{preprocess(), "", "inputs", "[]", "inputs must not be empty"},
           Case{preprocess(), "", "overlap", R"("first")", R"(overlap must be one of "stop" "latest" "keep")"},
           Case{preprocess(), "", "colour", "1", "colour is not known here"},
           Case{preprocess(), "", "time", "\"now\"", "time must be like 2025-06-20T10:46:00+07:00"},
           Case{preprocess(), "", "work", R"("dance")", R"(work must be one of "preprocess" "check" "olah")"},
           Case{preprocess(), "", "hs_master", "\"/etc/passwd\"", "hs_master " + path},
           Case{preprocess(), "/inputs/0", "path", "\"../2171/uploads/1/data\"", "inputs[].path " + path},
           Case{preprocess(), "/inputs/0", "path", "\"a//b\"", "inputs[].path " + path},
           Case{preprocess(), "/inputs/0", "path", "\"\"", "inputs[].path " + path},
           Case{preprocess(), "/inputs/0", "path", "\"a\\u0000/b\"", "inputs[].path " + path},
           Case{preprocess(), "/inputs/0", "sha256", "\"b\"", "inputs[].sha256 must be 64 hexadecimal digits"},
           Case{preprocess(), "/inputs/0", "year", "1999", "inputs[].year must be a whole number from 2000 to 2100"},
           Case{preprocess(), "/inputs/0", "job", "\"x\"", "inputs[].job must be 32 hexadecimal digits"},
           Case{olah(), "", "impor", "", "impor is missing"},
           Case{olah(), "", "tables", "\"ekspor\"", "impor is not needed for these tables"},
           Case{olah(), "", "month", "13", "month must be a whole number from 1 to 12"},
           Case{olah(), "", "office", "\"\"", "office must not be empty"},
       }) {
    const std::string expected = "payload: " + c.problem;
    EXPECT_EQ(problem_with(c.payload, c.parent, c.key, c.value), expected);
  }
}

std::set<std::string> keys(const json::object& object) {
  std::set<std::string> out;
  for (const auto& member : object) out.emplace(member.key().data(), member.key().size());
  return out;
}

/// job.schema.json knows the keys that are written, and requires those that the parser does.
TEST(Payload, IsWhatItsSchemaSays) {
  std::ifstream in(std::string(SIPRO_SOURCE) + "/schemas/job.schema.json");
  const json::value schema = json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
  struct Case {
    const char* name;
    Payload payload;
    const char* at;
  };
  for (const Case& c : {Case{"preprocess", preprocess(), ""}, Case{"check", check(), ""}, Case{"olah", olah(), ""},
                        Case{"file", preprocess(), "/inputs/0"}, Case{"result", olah(), "/ekspor"}}) {
    const json::object& told = schema.at("$defs").at(c.name).as_object();
    const json::value written = json::parse(to_json(c.payload));
    std::set<std::string> known = keys(told.at("properties").as_object());
    if (c.name == std::string_view("result")) known.erase("year");  // the sample has none
    EXPECT_EQ(keys(written.at_pointer(c.at).as_object()), known) << c.name;
    std::set<std::string> required;
    for (const auto& key : told.at("required").as_array()) required.emplace(key.as_string());
    for (const std::string& key : known) {
      if (key == "ekspor" || key == "impor") continue;  // where the tables need them
      EXPECT_EQ(problem_with(c.payload, c.at, key, "").empty(), !required.contains(key)) << c.name << " " << key;
    }
  }
}

TEST(Payload, AnythingElseIsDamage) {
  for (const char* text : {"", "{}", "[]", "null", "{\"work\":1}", "\xff"}) {
    EXPECT_EQ(parse_payload(text).error().code, Errc::fact_damaged) << text;
  }
}

}  // namespace
}  // namespace sipro::payload
