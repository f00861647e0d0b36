#include "http/range.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "http/filename.hpp"

namespace sipro::http {

std::ostream& operator<<(std::ostream& out, const RangeAnswer& answer) {
  return out << "kind " << static_cast<int>(answer.kind) << ", " << answer.range.length << " bytes from "
             << answer.range.first;
}

namespace {

TEST(ParseRange, FollowsTheRfc) {
  constexpr RangeAnswer kWhole{};
  constexpr RangeAnswer kNone{RangeKind::unsatisfiable, {}};
  const auto part = [](std::uint64_t first, std::uint64_t length) {
    return RangeAnswer{RangeKind::part, {first, length}};
  };
  struct Case {
    const char* header;
    std::uint64_t size;
    RangeAnswer answer;
  };
  const std::vector<Case> cases = {
      {"bytes=0-0", 10, part(0, 1)},
      {"bytes=2-5", 10, part(2, 4)},
      {"bytes=2-", 10, part(2, 8)},
      {"bytes=2-99999999999999999999999", 10, part(2, 8)},
      {"bytes=-3", 10, part(7, 3)},
      {"bytes=-30", 10, part(0, 10)},
      {"bytes=-0", 10, kNone},
      {"bytes=10-", 10, kNone},
      {"bytes=99999999999999999999999-", 10, kNone},
      {"bytes=0-", 0, kNone},
      {"bytes=5-2", 10, kWhole},
      {"bytes=0-1,3-4", 10, kWhole},
      {"bytes=", 10, kWhole},
      {"bytes=-", 10, kWhole},
      {"bytes=a-b", 10, kWhole},
      {"bytes=1-b", 10, kWhole},
      {"bytes=+1-2", 10, kWhole},
      {"rows=0-1", 10, kWhole},
  };
  for (const Case& c : cases) EXPECT_EQ(parse_range(c.header, c.size), c.answer) << c.header;
  EXPECT_EQ(parse_range(std::nullopt, 10), kWhole);
}

TEST(Attachment, NamesTheFileForOldAndNewClients) {
  EXPECT_EQ(attachment("Ekspor/1. Nilai.xlsx"),
            "attachment; filename=\"1. Nilai.xlsx\"; filename*=UTF-8''1.%20Nilai.xlsx");
  EXPECT_EQ(attachment("a\"b\\c\xC3\xA9\r\n%41.zip"),
            "attachment; filename=\"a_b_c_____41.zip\"; filename*=UTF-8''a%22b%5Cc%C3%A9%0D%0A%2541.zip");
}

}  // namespace
}  // namespace sipro::http
