#include "formats/archive.hpp"

#include <chrono>

#include "unit/formats/written_files.hpp"

namespace sipro::formats {
namespace {

const Moment kPacked = *parse_moment("2025-06-20T10:46:00+07:00");

class WrittenArchive : public WrittenFiles {
 protected:
  std::vector<ArchiveMember> members() const {
    put("a.xlsx", std::string(5000, 'a'));
    put("b.txt", std::string(5000, 'b'));
    return {{"Ekspor/1. Nilai.xlsx", path("a.xlsx")}, {"Kecocokan – é.txt", path("b.txt")}};
  }
};

TEST_F(WrittenArchive, IsTheSameWhateverTheClockTheZoneAndTheFilesTimes) {
  using std::chrono::hours;
  const auto list = members();
  for (const auto& [name, zone, clock, age] :
       {std::tuple{"1.zip", "Asia/Jakarta", std::time_t{1'700'000'000}, hours(1)},
        std::tuple{"2.zip", "America/New_York", std::time_t{1'800'000'001}, hours(9000)},
        std::tuple{"3.zip", "Pacific/Chatham", std::time_t{1'760'000'000}, hours(50)}}) {
    set_zone(zone);
    pretended_time = clock;
    std::filesystem::last_write_time(list[0].path, std::filesystem::file_time_type::clock::now() - age);
    EXPECT_TRUE(write_archive(path(name), list, kPacked));
    pretended_time = 0;
  }
  set_zone("UTC");
  EXPECT_FALSE(bytes("1.zip").empty());
  EXPECT_EQ(bytes("1.zip"), bytes("2.zip"));
  EXPECT_EQ(bytes("1.zip"), bytes("3.zip"));
  EXPECT_EQ(names(), (std::set<std::string>{"1.zip", "2.zip", "3.zip", "a.xlsx", "b.txt"}));
}

TEST_F(WrittenArchive, StampsTheWallClockOfItsTime) {
  ASSERT_TRUE(write_archive(path("a.zip"), members(), kPacked));
  // DOS time 10:46:00 and date 2025-06-20, little endian, at byte 10 of the first member's header.
  EXPECT_EQ(bytes("a.zip").substr(10, 4), std::string("\xc0\x55\xd4\x5a"));
}

TEST_F(WrittenArchive, StoresWorkbooksAndDeflatesText) {
  ASSERT_TRUE(write_archive(path("a.zip"), members(), kPacked));
  const std::string zip = bytes("a.zip");
  EXPECT_NE(zip.find(std::string(5000, 'a')), std::string::npos);
  EXPECT_EQ(zip.find(std::string(500, 'b')), std::string::npos);
}

TEST_F(WrittenArchive, RefusesTwoMembersOfOneName) {
  auto list = members();
  list[1].name = list[0].name;
  const auto written = write_archive(path("a.zip"), list, kPacked);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Errc::internal);
  EXPECT_FALSE(std::filesystem::exists(path("a.zip")));
}

TEST_F(WrittenArchive, RefusesToBeEmpty) {
  const auto written = write_archive(path("a.zip"), {}, kPacked);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Errc::internal);
}

TEST_F(WrittenArchive, IsNotWrittenWhereAMemberIsMissing) {
  auto list = members();
  list[1].path = path("none.txt");
  const auto written = write_archive(path("a.zip"), list, kPacked);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Errc::write_failed);
  EXPECT_NE(written.error().context.find("none.txt"), std::string::npos);
  EXPECT_EQ(names(), (std::set<std::string>{"a.xlsx", "b.txt"}));
}

TEST_F(WrittenArchive, LeavesTheEarlierOneWhenItCannotBeWritten) {
  const auto list = members();
  put("a.zip", "an earlier one");
  const int code = in_child([&] {
    limit_file_size(2048);
    const auto written = write_archive(path("a.zip"), list, kPacked);
    return written ? 0 : written.error().code == Errc::write_failed ? 10 : 11;
  });
  EXPECT_EQ(code, 10);
  EXPECT_EQ(bytes("a.zip"), "an earlier one");
  EXPECT_EQ(names(), (std::set<std::string>{"a.xlsx", "a.zip", "b.txt"}));
}

}  // namespace
}  // namespace sipro::formats
