#include <gtest/gtest.h>

#include <fstream>

#include "support/scratch_folder.hpp"
#include "uploads/statistics_head.hpp"
#include "uploads/upload_file.hpp"
#include "uploads/upload_metadata.hpp"

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

class UploadFileTest : public testing::Test {
 protected:
  test::ScratchFolder folder_;
  storage::PosixFiles files_;
  storage::Layout layout_{folder_.path()};
  const std::string id_ = std::string(32, '1');
  std::filesystem::path place_ = layout_.uploads("2101") / id_;
};

TEST_F(UploadFileTest, IsKnownOnlyWhenItIsWhole) {
  UploadFile file(files_, place_);
  ASSERT_TRUE(file.create(6, 0));
  ASSERT_TRUE(file.append("abc"));
  EXPECT_EQ(read_upload(files_, layout_, "2101", "data", id_).error().code, Errc::not_found);
  EXPECT_TRUE(list_uploads(files_, layout_, "2101", "data")->empty());
  ASSERT_TRUE(file.append("def"));
  const auto fact = file.finish({id_, "a.sav", "data", 0, "", "Ani", 5});
  ASSERT_TRUE(fact);
  EXPECT_EQ(fact->size, 6U);
  EXPECT_EQ(fact->sha256, sha256_of("abcdef"));
  EXPECT_EQ(*read_upload(files_, layout_, "2101", "data", id_), *fact);
  EXPECT_EQ(list_uploads(files_, layout_, "2101", "data")->size(), 1U);
  EXPECT_EQ(*files_.read(place_ / "data", 100), "abcdef");
}

TEST_F(UploadFileTest, LeavesNothingWhenItIsGivenUp) {
  UploadFile file(files_, place_);
  ASSERT_TRUE(file.create(6, 0));
  ASSERT_TRUE(file.append("abc"));
  file.discard();
  EXPECT_FALSE(std::filesystem::exists(place_));
}

TEST_F(UploadFileTest, RefusesWhatWouldFillTheStorage) {
  UploadFile file(files_, place_);
  EXPECT_EQ(file.create(std::uint64_t{1} << 60U, 0).error().code, Errc::storage_full);
  EXPECT_EQ(file.create(1, std::uint64_t{1} << 60U).error().code, Errc::storage_full);
  EXPECT_FALSE(std::filesystem::exists(place_));
}

TEST_F(UploadFileTest, NoIdLeadsOutOfTheDistrict) {
  for (const char* id : {"..", "../../2171/uploads/1", "", "AAAA"}) {
    EXPECT_EQ(read_upload(files_, layout_, "2101", "data", id).error().code, Errc::not_found) << id;
  }
}

}  // namespace
}  // namespace sipro::gateway
