#include "storage/layout.hpp"

#include <gtest/gtest.h>

namespace sipro::storage {
namespace {

TEST(Layout, TellsDistrictsFromOtherFolders) {
  for (const char* id : {"2101", "kepri", "21-00", "a"}) EXPECT_TRUE(is_district_id(id)) << id;
  for (const char* id : {"", "config", "-a", "A", "2101/..", ".", "..", "a_b", "12345678901234567"}) {
    EXPECT_FALSE(is_district_id(id)) << id;
  }
}

TEST(Layout, KnowsIds) {
  EXPECT_TRUE(is_id("0123456789abcdef0123456789abcdef"));
  for (const char* id : {"", "0123456789abcdef0123456789abcde", "0123456789abcdef0123456789abcdef0",
                         "0123456789ABCDEF0123456789abcdef", "0123456789abcdef0123456789abcde/"}) {
    EXPECT_FALSE(is_id(id)) << id;
  }
}

TEST(Layout, NamesAttemptsAndReadsTheNamesBack) {
  const std::string name = attempt_name(2, "1764043200123456", 0x9f86d081U);
  EXPECT_EQ(name, "att-2-1764043200123456-9f86d081");
  const auto back = parse_attempt_name(name);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->attempt, 2U);
  EXPECT_EQ(back->token, "1764043200123456");
  EXPECT_EQ(attempt_name(1, "7", 0), "att-1-7-00000000");
}

TEST(Layout, RefusesOtherNamesOfAttempts) {
  for (const char* name :
       {"", "att-", "att-1", "att-1-2", "att-1-2-", "att-0-2-00000000", "att-01-2-00000000", "att-x-2-00000000",
        "att-1--00000000", "att-1-2-0000000", "att-1-2-000000000", "att-1-2-0000000G", "att-1-2x-00000000",
        "att-1-123456789012345678901-00000000", "att-1-2-00000000-3", "at-1-2-00000000", "att--1-2-00000000",
        "att-99999999999-2-00000000"}) {
    EXPECT_FALSE(parse_attempt_name(name)) << name;
  }
}

}  // namespace
}  // namespace sipro::storage
