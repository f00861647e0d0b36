#include "redis/address.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace sipro::redis {
namespace {

TEST(Address, ReadsItsFourForms) {
  EXPECT_EQ(parse_address("unix:/run/redis.sock")->socket, "/run/redis.sock");
  EXPECT_EQ(parse_address("/run/redis.sock")->socket, "/run/redis.sock");
  const auto host = parse_address("redis");
  EXPECT_EQ(host->host, "redis");
  EXPECT_EQ(host->port, 6379);
  EXPECT_TRUE(host->socket.empty());
  const auto both = parse_address("10.0.0.7:6380");
  EXPECT_EQ(both->host, "10.0.0.7");
  EXPECT_EQ(both->port, 6380);
}

TEST(Address, RefusesWhatIsNone) {
  for (const char* text : {"", ":6379", "host:", "host:0", "host:65536", "host:12x", "a:b:1", "unix:", "unix:run"}) {
    const auto address = parse_address(text);
    ASSERT_FALSE(address.has_value()) << text;
    EXPECT_EQ(address.error().code, Errc::wrong_usage) << text;
  }
}

TEST(Address, RefusesAPathThatTheKernelWouldCut) {
  EXPECT_TRUE(parse_address("/" + std::string(106, 'a')).has_value());
  EXPECT_FALSE(parse_address("/" + std::string(107, 'a')).has_value());
}

TEST(Address, TakesTheFirstLineOfThePasswordFile) {
  const std::string path = testing::TempDir() + "password_of_redis";
  std::ofstream(path) << "s3cret\r\nanother line\n";
  Address address;
  ASSERT_TRUE(read_password(path, address).has_value());
  EXPECT_EQ(address.password, "s3cret");
  ASSERT_TRUE(read_password("", address).has_value());
  EXPECT_EQ(address.password, "s3cret");
  std::ofstream(path, std::ios::trunc) << "\n";
  EXPECT_EQ(read_password(path, address).error().code, Errc::wrong_usage);
  EXPECT_EQ(read_password(path + ".none", address).error().code, Errc::wrong_usage);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace sipro::redis
