#include "http/trace.hpp"

#include <gtest/gtest.h>

#include "storage/layout.hpp"

namespace sipro::http {
namespace {

const std::string kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string kParent = "00-" + kTrace + "-00f067aa0ba902b7-01";

TEST(Trace, TakesWhatTheSpecificationHas) {
  EXPECT_EQ(kTrace, trace_id_in(kParent));
  EXPECT_EQ(kTrace, trace_id_in("00-" + kTrace + "-00f067aa0ba902b7-00"));
  EXPECT_EQ(kTrace, trace_id_in("cc-" + kTrace + "-00f067aa0ba902b7-09")) << "a later version, no longer";
  EXPECT_EQ(kTrace, trace_id_in("cc-" + kTrace + "-00f067aa0ba902b7-01-what-the-future-will-be-like"));
}

TEST(Trace, TakesNothingElse) {
  const std::string cases[] = {
      "",
      kTrace,
      kParent.substr(0, 54),
      kParent + "-",
      kParent + "0",
      kParent + "-more",
      " " + kParent,
      "ff-" + kTrace + "-00f067aa0ba902b7-01",
      "cc-" + kTrace + "-00f067aa0ba902b7-01.more",
      "0g-" + kTrace + "-00f067aa0ba902b7-01",
      "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
      "00-" + kTrace + "-0000000000000000-01",
      "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
      "00-4bf92f3577b34da6a3ce929d0e0e473x-00f067aa0ba902b7-01",
      "00-" + kTrace + "-00f067aa0ba902bx-01",
      "00-" + kTrace + "-00F067AA0BA902B7-01",
      "00-" + kTrace + "-00f067aa0ba902b7-0x",
      "00_" + kTrace + "-00f067aa0ba902b7-01",
      "00-" + kTrace + "_00f067aa0ba902b7-01",
      "00-" + kTrace + "-00f067aa0ba902b7_01",
  };
  for (const std::string& bad : cases) EXPECT_FALSE(trace_id_in(bad)) << bad;
}

TEST(Trace, MakesANewOneWhereThereIsNoneOrABadOne) {
  Headers none, one, two, bad;
  one.add("traceparent", kParent);
  two.add("traceparent", kParent);
  two.add("traceparent", kParent);
  bad.add("traceparent", "00-nothing");
  EXPECT_EQ(kTrace, trace_id_of(one));
  for (const Headers* headers : {&none, &two, &bad}) {
    const std::string made = trace_id_of(*headers);
    EXPECT_TRUE(storage::is_id(made)) << made;
    EXPECT_NE(kTrace, made);
    EXPECT_NE(made, trace_id_of(*headers));
  }
}

}  // namespace
}  // namespace sipro::http
