#include "http/header_checks.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sipro::http {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Request request_of(const Fields& fields, Method method = Method::post, unsigned version = 11) {
  Request request;
  request.method = method;
  request.version = version;
  for (const auto& [name, value] : fields) request.headers.add(name, value);
  return request;
}

TEST(FramingFault, TakesOrdinaryRequests) {
  EXPECT_FALSE(framing_fault(request_of({{"Host", "sipro"}})));
  EXPECT_FALSE(framing_fault(request_of({{"Host", "sipro"}, {"Content-Length", "3"}})));
  EXPECT_FALSE(framing_fault(request_of({{"Host", "sipro"}, {"Transfer-Encoding", "Chunked"}})));
}

TEST(FramingFault, RefusesWhatTwoServersCouldReadDifferently) {
  struct Case {
    const char* name;
    Fields fields;
    unsigned version = 11;
  };
  const std::vector<Case> cases = {
      {"no Host", {}},
      {"an empty Host", {{"Host", " "}}},
      {"two Hosts", {{"Host", "a"}, {"Host", "b"}}},
      {"two lengths", {{"Host", "a"}, {"Content-Length", "3"}, {"Content-Length", "3"}}},
      {"a list of lengths", {{"Host", "a"}, {"Content-Length", "3, 3"}}},
      {"length and encoding", {{"Host", "a"}, {"Content-Length", "3"}, {"Transfer-Encoding", "chunked"}}},
      {"another encoding", {{"Host", "a"}, {"Transfer-Encoding", "gzip"}}},
      {"an encoding before chunked", {{"Host", "a"}, {"Transfer-Encoding", "gzip, chunked"}}},
      {"chunked twice", {{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}}},
      {"chunked with a tail", {{"Host", "a"}, {"Transfer-Encoding", "chunked;q=1"}}},
      {"chunked in HTTP/1.0", {{"Host", "a"}, {"Transfer-Encoding", "chunked"}}, 10},
      {"two cookies", {{"Host", "a"}, {"Cookie", "x=1"}, {"Cookie", "x=2"}}},
  };
  for (const Case& c : cases) EXPECT_TRUE(framing_fault(request_of(c.fields, Method::post, c.version))) << c.name;
}

TEST(IsCrossSite, JudgesUnsafeVerbsByFetchMetadataThenOrigin) {
  struct Case {
    const char* name;
    Method method;
    Fields fields;
    bool cross;
  };
  const std::vector<Case> cases = {
      {"no browser", Method::post, {{"Host", "sipro"}}, false},
      {"the same origin", Method::post, {{"Host", "sipro:8080"}, {"Origin", "http://sipro:8080"}}, false},
      {"https before a proxy", Method::post, {{"Host", "sipro"}, {"Origin", "https://sipro"}}, false},
      {"another host", Method::post, {{"Host", "sipro"}, {"Origin", "https://evil"}}, true},
      {"another port", Method::post, {{"Host", "sipro:8080"}, {"Origin", "http://sipro:8081"}}, true},
      {"an opaque origin", Method::post, {{"Host", "sipro"}, {"Origin", "null"}}, true},
      {"told same-origin", Method::remove, {{"Host", "sipro"}, {"Sec-Fetch-Site", "same-origin"}}, false},
      {"told by the user", Method::post, {{"Host", "sipro"}, {"Sec-Fetch-Site", "none"}}, false},
      {"told same-site", Method::post, {{"Host", "sipro"}, {"Sec-Fetch-Site", "same-site"}}, true},
      {"told cross-site", Method::post, {{"Host", "sipro"}, {"Sec-Fetch-Site", "cross-site"}}, true},
      {"a safe verb", Method::get, {{"Host", "sipro"}, {"Origin", "https://evil"}}, false},
  };
  for (const Case& c : cases) EXPECT_EQ(is_cross_site(request_of(c.fields, c.method)), c.cross) << c.name;
}

TEST(Cookie, IsTakenByItsWholeName) {
  const Request request = request_of({{"Cookie", "a=1; __Host-sipro=abc ;x__Host-sipro=no; b="}});
  EXPECT_EQ(cookie(request, "__Host-sipro"), "abc");
  EXPECT_EQ(cookie(request, "a"), "1");
  EXPECT_EQ(cookie(request, "b"), "");
  EXPECT_EQ(cookie(request, "sipro"), std::nullopt);
  EXPECT_EQ(cookie(request_of({}), "a"), std::nullopt);
}

TEST(MatchesEtag, ComparesWeakly) {
  EXPECT_TRUE(matches_etag("\"a\"", "\"a\""));
  EXPECT_TRUE(matches_etag("\"x\", W/\"a\"", "\"a\""));
  EXPECT_TRUE(matches_etag("*", "\"a\""));
  EXPECT_FALSE(matches_etag("\"b\"", "\"a\""));
  EXPECT_FALSE(matches_etag("a", "\"a\""));
  EXPECT_FALSE(matches_etag("", "\"a\""));
}

}  // namespace
}  // namespace sipro::http
