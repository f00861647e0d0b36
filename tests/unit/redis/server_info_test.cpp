#include "redis/server_info.hpp"

#include <gtest/gtest.h>

namespace sipro::redis {
namespace {

TEST(ServerInfo, TellsFieldsByName) {
  const ServerInfo info(
      "# Server\r\nredis_version:7.0.15\r\nexecutable:/usr/bin/a:b\r\n\r\n# Memory\r\nused_memory:12\r\n");
  EXPECT_EQ("7.0.15", info.text("redis_version"));
  EXPECT_EQ("/usr/bin/a:b", info.text("executable"));
  EXPECT_EQ(12U, info.number("used_memory"));
  EXPECT_EQ(7U, info.number("redis_version"));
}

TEST(ServerInfo, WhatItDoesNotTellIsEmpty) {
  for (const char* text : {"", "\r\n", "used_memory", "no:end"}) {
    const ServerInfo info(text);
    EXPECT_EQ("", info.text("used_memory")) << text;
    EXPECT_EQ(0U, info.number("used_memory")) << text;
  }
}

}  // namespace
}  // namespace sipro::redis
