#include "tenancy/hs_in_use.hpp"

#include <gtest/gtest.h>

namespace sipro::tenancy {
namespace {

const HsInUse kInUse{"config/hs/" + std::string(64, 'a') + ".csv", 11'000, "hs8 2022.csv", "2025-06-20T10:46:00+07:00"};

TEST(HsInUse, ReadsBackEqual) {
  const auto back = parse_hs_in_use(to_json(kInUse));
  ASSERT_TRUE(back) << back.error().context;
  EXPECT_EQ(*back, kInUse);
}

TEST(HsInUse, NamesAFileOfItsFolderOnly) {
  for (const char* path : {"config/hs/../districts.json", "config/hs/", "config/hs/a/b.csv", "config/districts.json",
                           "", "/config/hs/a.csv", "config/hs/a\\u0000.csv", "config/hs/..", "config/hs/."}) {
    const std::string text =
        R"({"path":")" + std::string(path) + R"(","codes":1,"source":"a","imported_at":"2025-06-20T10:46:00+07:00"})";
    const auto in_use = parse_hs_in_use(text);
    ASSERT_FALSE(in_use) << path;
    EXPECT_EQ(in_use.error().code, Errc::fact_damaged);
    EXPECT_NE(in_use.error().context.find("path"), std::string::npos) << in_use.error().context;
  }
}

}  // namespace
}  // namespace sipro::tenancy
