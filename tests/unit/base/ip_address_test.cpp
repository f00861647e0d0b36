#include "base/ip_address.hpp"

#include <gtest/gtest.h>

namespace sipro {
namespace {

IpAddress address(std::string_view text) { return parse_ip_address(text).value(); }

TEST(IpAddress, IsOneValueHoweverItIsWritten) {
  EXPECT_EQ(address("192.0.2.1"), address("::ffff:192.0.2.1"));
  EXPECT_EQ(address("::ffff:192.0.2.1").text(), "192.0.2.1");
  EXPECT_EQ(address("2001:DB8:0:0::1").text(), "2001:db8::1");
  EXPECT_TRUE(address("::ffff:192.0.2.1").is_v4());
  EXPECT_FALSE(address("2001:db8::1").is_v4());
}

TEST(IpAddress, KnowsLoopback) {
  for (const char* text : {"127.0.0.1", "127.9.8.7", "::1", "::ffff:127.0.0.1"})
    EXPECT_TRUE(address(text).is_loopback());
  for (const char* text : {"128.0.0.1", "::2", "::", "1::1", "::127.0.0.1"}) EXPECT_FALSE(address(text).is_loopback());
}

TEST(IpAddress, TakesNothingElse) {
  for (const std::string_view text : {"", " 127.0.0.1", "127.0.0.1 ", "127.1", "0177.0.0.1", "256.0.0.1", "1.2.3.4:80",
                                      "[::1]", "fe80::1%eth0", "unknown", "_hidden", "::1::", "1.2.3.4.5"}) {
    EXPECT_FALSE(parse_ip_address(text)) << text;
  }
  EXPECT_FALSE(parse_ip_address(std::string_view("1.2.3.4\0", 8)));
  EXPECT_FALSE(parse_ip_address(std::string(5000, '1')));
}

TEST(IpNetworks, HoldWhatTheirBitsSay) {
  const IpNetworks networks =
      IpNetworks::parse({"10.0.0.0/8", "192.0.2.7", "2001:db8:8000::/33", "::ffff:198.51.100.0/120"}).value();
  for (const char* text : {"10.255.0.1", "::ffff:10.0.0.1", "192.0.2.7", "2001:db8:ffff::1", "198.51.100.9"}) {
    EXPECT_TRUE(networks.contains(address(text))) << text;
  }
  for (const char* text : {"11.0.0.1", "192.0.2.6", "2001:db8:7fff::1", "198.51.101.9", "::10.0.0.1", "::1"}) {
    EXPECT_FALSE(networks.contains(address(text))) << text;
  }
  EXPECT_TRUE(IpNetworks::parse({"0.0.0.0/0"}).value().contains(address("203.0.113.1")));
  EXPECT_FALSE(IpNetworks::parse({"0.0.0.0/0"}).value().contains(address("2001:db8::1")));
  EXPECT_TRUE(IpNetworks::parse({"::/0"}).value().contains(address("203.0.113.1")));
  EXPECT_FALSE(IpNetworks().contains(address("127.0.0.1")));
}

TEST(IpNetworks, TellWhichTextIsNone) {
  for (const char* text : {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129", "proxy", "", "10.0.0.0/8/8"}) {
    const auto parsed = IpNetworks::parse({"127.0.0.1", text});
    ASSERT_FALSE(parsed) << text;
    EXPECT_NE(parsed.error().context.find('"' + std::string(text) + '"'), std::string::npos);
  }
}

}  // namespace
}  // namespace sipro
