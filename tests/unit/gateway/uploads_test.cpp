#include <gtest/gtest.h>

#include "api/upload_answers.hpp"
#include "support/scratch_folder.hpp"
#include "uploads/statistics_head.hpp"
#include "uploads/upload_checksum.hpp"
#include "uploads/upload_file.hpp"
#include "uploads/upload_metadata.hpp"
#include "uploads/upload_state.hpp"
#include "uploads/upload_writer.hpp"

namespace sipro::gateway {
namespace {

http::Headers headers_of(const std::string& length, const std::string& metadata) {
  http::Headers headers;
  headers.add("Upload-Length", length);
  headers.add("Upload-Metadata", metadata);
  return headers;
}

TEST(UploadHead, ReadsLengthNameAndPurpose) {
  const auto head = parse_upload_head(headers_of("12", "filename RWtzcG9yIDIwMjQuc2F2, purpose aGlzdG9yaXM=,empty"));
  ASSERT_TRUE(head);
  EXPECT_EQ(head->length, 12U);
  EXPECT_EQ(head->filename, "Ekspor 2024.sav");
  EXPECT_EQ(head->purpose, "historis");
}

TEST(UploadHead, LeavesNothingOfFoldersAndControlCharacters) {
  // "../..\\a\x01 b.sav"
  const auto head = parse_upload_head(headers_of("0", "filename Li4vLi5cYQEgYi5zYXY="));
  ASSERT_TRUE(head);
  EXPECT_EQ(head->filename, "a b.sav");
  EXPECT_EQ(head->purpose, "data");
}

TEST(UploadHead, ANameThatIsCutEndsWithoutABlank) {
  // 254 times "a", a blank, "b": one byte too long.
  std::string name;
  for (int i = 0; i < 84; ++i) name += "YWFh";
  const auto head = parse_upload_head(headers_of("0", "filename " + name + "YWEgYg=="));
  ASSERT_TRUE(head);
  EXPECT_EQ(head->filename, std::string(254, 'a'));
}

TEST(UploadHead, RefusesWhatIsNotWellFormed) {
  for (const auto& [length, metadata] : std::vector<std::pair<std::string, std::string>>{
           {"", "filename YQ=="},
           {"-1", "filename YQ=="},
           {"1x", "filename YQ=="},
           {"99999999999999999999999", "filename YQ=="},
           {"1", ""},
           {"1", "filename"},
           {"1", "filename YQ"},
           {"1", "filename Y!=="},
           {"1", "filename /w=="},
           {"1", "filename YQ==,purpose YQ=="},
       }) {
    EXPECT_FALSE(parse_upload_head(headers_of(length, metadata))) << length << " " << metadata;
  }
}

TEST(LooksLikeStatistics, KnowsEachFormatByItsBeginning) {
  EXPECT_TRUE(looks_like_statistics("$FL2@(#) SPSS DATA FILE"));
  EXPECT_TRUE(looks_like_statistics("$FL3@(#) SPSS DATA FILE"));
  EXPECT_TRUE(looks_like_statistics("<stata_dta><header>"));
  EXPECT_TRUE(looks_like_statistics(std::string("\x73\x02\x01\x00", 4)));
  EXPECT_TRUE(looks_like_statistics(std::string(40, ' ') + "ASCII SPSS PORT FILE"));
  for (const char* other : {"", "PK\x03\x04", "%PDF-1.7", "a,b\n1,2\n", "$FL", "<html>", "\x7f\x45LF"}) {
    EXPECT_FALSE(looks_like_statistics(other)) << other;
  }
}

TEST(UploadHead, ReadsNumbersOfBytesStrictly) {
  http::Headers headers;
  headers.add("Upload-Offset", "0");
  headers.add("Twice", "1");
  headers.add("Twice", "1");
  headers.add("Signed", "+1");
  EXPECT_EQ(*parse_bytes(headers, "upload-offset"), 0U);
  for (const char* name : {"twice", "signed", "missing"}) EXPECT_FALSE(parse_bytes(headers, name)) << name;
}

TEST(UploadChecksum, MatchesWhatOtherProgramsCompute) {
  // printf 'hello world' | openssl dgst -sha1 -binary | base64
  for (const char* told :
       {"sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="}) {
    auto right = UploadChecksum::parse(told);
    ASSERT_TRUE(right) << told;
    right->add("hello ");
    right->add("world");
    EXPECT_TRUE(right->matches()) << told;
    auto wrong = UploadChecksum::parse(told);
    wrong->add("hello worlds");
    EXPECT_FALSE(wrong->matches()) << told;
  }
}

TEST(UploadChecksum, RefusesWhatItDoesNotKnow) {
  for (const char* told : {"", "sha1", "sha1 ", "sha1 AAAA", "crc32 AAAAAA==", "SHA1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
                           "sha1  Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0="}) {
    EXPECT_FALSE(UploadChecksum::parse(told)) << told;
  }
}

TEST(HttpDate, IsThatOfTheStandard) { EXPECT_EQ(http_date(784111777'000'000), "Sun, 06 Nov 1994 08:49:37 GMT"); }

class UploadStateTest : public testing::Test {
 protected:
  Result<UploadState> begin(const std::string& id, std::uint64_t length, std::uint64_t reserved = 0) {
    UploadBegun begun{id, "a.sav", "data", length, "Ani", "filename YS5zYXY=", 5, 1000};
    return begin_upload(files_, layout_.uploads("2101") / id, begun, reserved);
  }
  Result<UploadState> found() { return find_upload(files_, layout_, "2101", id_); }

  test::ScratchFolder folder_;
  storage::PosixFiles files_;
  storage::Layout layout_{folder_.path()};
  const std::string id_ = std::string(32, '1');
  std::filesystem::path place_ = layout_.uploads("2101") / id_;
};

TEST_F(UploadStateTest, IsAFileOnlyWhenItIsWhole) {
  const auto upload = begin(id_, 6);
  ASSERT_TRUE(upload);
  EXPECT_EQ(found()->begun, upload->begun);
  auto writer = UploadWriter::open(place_, 0);
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->write("abc"));
  EXPECT_EQ(found()->offset, 0U);
  EXPECT_EQ(read_upload(files_, layout_, "2101", "data", id_).error().code, Errc::not_found);
  EXPECT_TRUE(list_uploads(files_, layout_, "2101", "data")->empty());
  ASSERT_TRUE(writer->write("def"));
  ASSERT_TRUE(writer->sync());
  EXPECT_EQ(*writer->head(4), "abcd");
  const auto fact = finish_upload(files_, *upload, writer->sha256());
  ASSERT_TRUE(fact);
  EXPECT_EQ(fact->size, 6U);
  EXPECT_EQ(fact->sha256, sha256_of("abcdef"));
  EXPECT_EQ(*read_upload(files_, layout_, "2101", "data", id_), *fact);
  EXPECT_EQ(list_uploads(files_, layout_, "2101", "data")->size(), 1U);
  EXPECT_EQ(*files_.read(place_ / "data", 100), "abcdef");
  EXPECT_EQ(*found()->whole, *fact);
  EXPECT_EQ(*finish_upload(files_, *upload, {}), *fact) << "again";
}

TEST_F(UploadStateTest, GoesOnWhereStorageTells) {
  const auto upload = begin(id_, 6);
  ASSERT_TRUE(upload);
  auto first = UploadWriter::open(place_, 0);
  ASSERT_TRUE(first->write("abcd"));
  for (const std::uint64_t offset : {3U, 1U, 3U}) ASSERT_TRUE(name_offset(place_, offset));
  EXPECT_EQ(found()->offset, 3U);
  auto second = UploadWriter::open(place_, 3);
  ASSERT_TRUE(second->write("def"));
  ASSERT_TRUE(first->write("ef")) << "a late writer writes the same";
  EXPECT_EQ(second->sha256(), "") << "it did not see all bytes";
  EXPECT_EQ(finish_upload(files_, *upload, {})->sha256, sha256_of("abcdef"));
  EXPECT_FALSE(std::filesystem::exists(place_ / "at-3"));
}

TEST_F(UploadStateTest, IsNotFinishedWithoutAllItsBytes) {
  const auto upload = begin(id_, 6);
  EXPECT_EQ(finish_upload(files_, *upload, {}).error().code, Errc::storage_unavailable);
  EXPECT_FALSE(found()->whole);
}

TEST_F(UploadStateTest, LeavesNothingWhenItIsDropped) {
  const auto upload = begin(id_, 6);
  ASSERT_TRUE(drop_upload(files_, *upload));
  ASSERT_TRUE(drop_upload(files_, *upload)) << "again";
  EXPECT_EQ(found().error().code, Errc::not_found);
  EXPECT_TRUE(std::filesystem::is_empty(place_.parent_path()));
}

TEST_F(UploadStateTest, RefusesWhatWouldFillTheStorage) {
  EXPECT_EQ(begin(id_, std::uint64_t{1} << 60U).error().code, Errc::storage_full);
  EXPECT_EQ(begin(id_, 1, std::uint64_t{1} << 60U).error().code, Errc::storage_full);
  EXPECT_FALSE(std::filesystem::exists(place_));
}

TEST_F(UploadStateTest, CountsDeclaredLengthsUnlessTheyExpired) {
  ASSERT_TRUE(begin(id_, 600));
  ASSERT_TRUE(begin(std::string(32, '2'), 30));
  EXPECT_EQ(*declared_bytes(files_, layout_, "2101", 999), 630U);
  EXPECT_EQ(*declared_bytes(files_, layout_, "2101", 1000), 0U);
  EXPECT_EQ(*declared_bytes(files_, layout_, "2171", 999), 0U);
}

TEST_F(UploadStateTest, NoIdLeadsOutOfTheDistrict) {
  for (const char* id : {"..", "../../2171/uploads/1", "", "AAAA"}) {
    EXPECT_EQ(read_upload(files_, layout_, "2101", "data", id).error().code, Errc::not_found) << id;
    EXPECT_EQ(find_upload(files_, layout_, "2101", id).error().code, Errc::not_found) << id;
  }
}

}  // namespace
}  // namespace sipro::gateway
