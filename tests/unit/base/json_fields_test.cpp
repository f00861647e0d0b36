#include "base/json_fields.hpp"

#include <gtest/gtest.h>

namespace sipro {
namespace {

/// What a parser of {"name", "count" 1..9, "flag"?, "list": [{"year"}]} says of a text; empty: nothing.
std::string problem_of(std::string_view text) {
  std::string problem;
  const auto document = parse_json(text, problem);
  JsonFields fields(document, problem);
  fields.text("name");
  fields.number<unsigned>("count", 1, 9);
  fields.flag_or("flag", false);
  for (const auto& value : fields.list("list", 2)) {
    JsonFields element = fields.element("list", value);
    element.number<int>("year", -5, 5);
    element.done();
  }
  fields.done();
  return problem;
}

struct Case {
  const char* name;
  const char* json;
  const char* problem;
};

TEST(JsonFields, NamesTheKeyThatIsWrong) {
  for (const Case& c : {
           Case{"all right", R"({"name":"a","count":9,"list":[{"year":-5}]})", ""},
           Case{"no JSON", R"({"name":)", "is not JSON: incomplete JSON"},
           Case{"more than one document", R"({} {})", "is not JSON: extra data"},
           Case{"no object", "[]", "must be an object"},
           Case{"missing", R"({"count":1,"list":[]})", "name is missing"},
           Case{"another type", R"({"name":1,"count":1,"list":[]})", "name must be a text"},
           Case{"too small", R"({"name":"","count":0,"list":[]})", "count must be a whole number from 1 to 9"},
           Case{"too great", R"({"name":"","count":18446744073709551615,"list":[]})",
                "count must be a whole number from 1 to 9"},
           Case{"a fraction", R"({"name":"","count":1.5,"list":[]})", "count must be a whole number from 1 to 9"},
           Case{"not a flag", R"({"name":"","count":1,"flag":0,"list":[]})", "flag must be true or false"},
           Case{"too long", R"({"name":"","count":1,"list":[1,2,3]})", "list must be a list of at most 2"},
           Case{"in an element", R"({"name":"","count":1,"list":[{"year":-6}]})",
                "list[].year must be a whole number from -5 to 5"},
           Case{"an element of another type", R"({"name":"","count":1,"list":[1]})", "list[] must be an object"},
           Case{"unknown", R"({"name":"","count":1,"list":[],"nme":""})", "nme is not known here"},
           Case{"unknown in an element", R"({"name":"","count":1,"list":[{"year":0,"x":0}]})",
                "list[].x is not known here"},
       }) {
    EXPECT_EQ(problem_of(c.json), c.problem) << c.name;
  }
}

TEST(JsonFields, ReadsEveryIntegerOf64Bits) {
  std::string problem;
  const auto document = parse_json(R"({"u":18446744073709551615,"i":-9223372036854775808,"f":true})", problem);
  JsonFields fields(document, problem);
  EXPECT_EQ(fields.number<std::uint64_t>("u"), UINT64_MAX);
  EXPECT_EQ(fields.number<std::int64_t>("i", INT64_MIN), INT64_MIN);
  EXPECT_TRUE(fields.flag("f"));
  EXPECT_EQ(fields.word_or("w", {"a", "b"}, "b"), "b");
  fields.done();
  EXPECT_EQ(problem, "");
}

}  // namespace
}  // namespace sipro
