#include "http/forwarded.hpp"

#include <gtest/gtest.h>

namespace sipro::http {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

const Peer kProxy{"10.0.0.1", false, false};
const Peer kLocalProxy{"127.0.0.1", true, false};

/// "203.0.113.9 https", "127.0.0.1 loopback": as the proxies 10.0.0.0/8 and `more` are trusted.
std::string seen(const Peer& peer, const Fields& fields, const std::vector<std::string>& more = {}) {
  Headers headers;
  for (const auto& [name, value] : fields) headers.add(name, value);
  std::vector<std::string> trusted{"10.0.0.0/8"};
  trusted.insert(trusted.end(), more.begin(), more.end());
  const Peer client = client_of(peer, headers, IpNetworks::parse(trusted).value());
  return client.address + (client.https ? " https" : "") + (client.loopback ? " loopback" : "");
}

TEST(ClientOf, WithoutATrustedProxyItIsThePeer) {
  const Fields forged{{"X-Forwarded-For", "127.0.0.1"}, {"X-Forwarded-Proto", "https"}, {"Forwarded", "for=127.0.0.1"}};
  EXPECT_EQ(seen({"203.0.113.9", false, false}, forged), "203.0.113.9");
  EXPECT_EQ(seen({"127.0.0.1", true, false}, {}), "127.0.0.1 loopback");
  EXPECT_EQ(seen({"::ffff:203.0.113.9", false, false}, {}), "203.0.113.9");
}

// A proxy on the same machine that nobody told us of would make everybody an operator at the server.
TEST(ClientOf, AnUntrustedProxyOnLoopbackIsNotThisMachine) {
  for (const char* name : {"X-Forwarded-For", "X-Forwarded-Proto", "Forwarded"}) {
    EXPECT_EQ(seen({"127.0.0.1", true, false}, {{name, "127.0.0.1"}}), "127.0.0.1") << name;
  }
}

TEST(ClientOf, IsTheRightMostThatIsNotTrusted) {
  struct Case {
    const char* told;
    const char* client;
  };
  for (const Case& one : std::initializer_list<Case>{
           {"203.0.113.9", "203.0.113.9"},
           {"127.0.0.1, 203.0.113.9", "203.0.113.9"},
           {"198.51.100.1,203.0.113.9 , 10.0.0.7", "203.0.113.9"},
           {"203.0.113.9, 10.0.0.7, 10.0.0.8", "203.0.113.9"},
           {"10.0.0.7, 10.0.0.8", "10.0.0.7"},
           {"203.0.113.9:4711", "203.0.113.9"},
           {"2001:db8::1", "2001:db8::1"},
           {"[2001:db8::1]", "2001:db8::1"},
           {"[2001:db8::1]:4711", "2001:db8::1"},
           {"\"[2001:db8::1]:4711\"", "2001:db8::1"},
           {"::ffff:203.0.113.9", "203.0.113.9"},
           // What can't be read ends the way: the nearest that is known.
           {"unknown", "10.0.0.1"},
           {"", "10.0.0.1"},
           {",", "10.0.0.1"},
           {"203.0.113.9, unknown", "10.0.0.1"},
           {"203.0.113.9, _hidden, 10.0.0.7", "10.0.0.7"},
           {"203.0.113.9,", "10.0.0.1"},
           {"203.0.113.9 203.0.113.8", "10.0.0.1"},
           {"[2001:db8::1", "10.0.0.1"},
           {"[]", "10.0.0.1"},
           {"[2001:db8::1]x", "10.0.0.1"},
           {"\"", "10.0.0.1"},
           {"fe80::1%eth0", "10.0.0.1"},
           {"203.0.113.9\x01", "10.0.0.1"},
           {"\xff\xfe", "10.0.0.1"},
       }) {
    EXPECT_EQ(seen(kProxy, {{"X-Forwarded-For", one.told}}), one.client) << one.told;
  }
}

TEST(ClientOf, ReadsSeveralHeadersAsOneList) {
  EXPECT_EQ(seen(kProxy, {{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-For", "10.0.0.7"}}), "203.0.113.9");
  EXPECT_EQ(seen(kProxy, {{"X-Forwarded-For", "10.0.0.7"}, {"X-Forwarded-For", "203.0.113.9"}}), "203.0.113.9");
}

TEST(ClientOf, LooksAtNoMoreThanTheLastEntries) {
  std::string many = "203.0.113.9";
  for (int i = 0; i < 4000; ++i) many += ",10.0.0.7";
  EXPECT_EQ(seen(kProxy, {{"X-Forwarded-For", many}}), "10.0.0.7");
  EXPECT_EQ(seen(kProxy, {{"X-Forwarded-For", std::string(16'000, ',')}}), "10.0.0.1");
}

TEST(ClientOf, TakesTheSchemeThatTheNearestProxyTells) {
  EXPECT_EQ(seen(kProxy, {{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-Proto", "HTTPS"}}), "203.0.113.9 https");
  EXPECT_EQ(seen(kProxy, {{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-Proto", "https, http"}}), "203.0.113.9");
  EXPECT_EQ(seen(kProxy, {{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-Proto", "httpsx"}}), "203.0.113.9");
  EXPECT_EQ(seen(kProxy, {{"X-Forwarded-Proto", "https"}}), "10.0.0.1 https");
}

TEST(ClientOf, ReadsForwardedWhereNothingElseStands) {
  EXPECT_EQ(seen(kProxy, {{"Forwarded", "for=203.0.113.9;proto=https;by=10.0.0.1"}}), "203.0.113.9 https");
  EXPECT_EQ(seen(kProxy, {{"Forwarded", "For=\"[2001:db8::1]:4711\" ; Proto=http"}}), "2001:db8::1");
  EXPECT_EQ(
      seen(kProxy, {{"Forwarded", "for=127.0.0.1;proto=https, for=203.0.113.9;proto=http, for=10.0.0.7;proto=https"}}),
      "203.0.113.9");
  EXPECT_EQ(seen(kProxy, {{"Forwarded", "for=unknown;proto=https"}}), "10.0.0.1 https");
  EXPECT_EQ(seen(kProxy, {{"Forwarded", ";;=;for"}}), "10.0.0.1");
  // A client's own, that its proxy lets through.
  EXPECT_EQ(seen(kProxy, {{"X-Forwarded-For", "203.0.113.9"}, {"Forwarded", "for=198.51.100.1;proto=https"}}),
            "203.0.113.9");
}

TEST(ClientOf, IsLoopbackOnlyFromThereAllTheWay) {
  const std::vector<std::string> local{"127.0.0.1"};
  EXPECT_EQ(seen(kLocalProxy, {{"X-Forwarded-For", "127.0.0.1"}}, local), "127.0.0.1 loopback");
  EXPECT_EQ(seen(kLocalProxy, {{"X-Forwarded-For", "203.0.113.9"}}, local), "203.0.113.9");
  EXPECT_EQ(seen(kLocalProxy, {{"X-Forwarded-For", "127.0.0.1, 10.0.0.7"}}, local), "127.0.0.1");
  EXPECT_EQ(seen(kProxy, {{"X-Forwarded-For", "127.0.0.1"}}, local), "127.0.0.1");
  EXPECT_EQ(seen(kLocalProxy, {{"X-Forwarded-For", "unknown, 127.0.0.1"}}, local), "127.0.0.1");
  // It tells of no client: set up wrongly.
  EXPECT_EQ(seen(kLocalProxy, {}, local), "127.0.0.1");
}

TEST(ClientOf, ANamelessPeerIsNobodysProxy) {
  EXPECT_EQ(seen({"", false, false}, {{"X-Forwarded-For", "127.0.0.1"}}, {"::/0"}), "");
}

}  // namespace
}  // namespace sipro::http
