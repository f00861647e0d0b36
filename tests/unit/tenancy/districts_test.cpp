#include "tenancy/districts.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/sha256.hpp"
#include "support/scratch_folder.hpp"

namespace sipro::tenancy {
namespace {

Districts sample() {
  Districts out;
  District karimun;
  karimun.id = "2101";
  karimun.name = "Kabupaten Karimun";
  karimun.kabkot = "KARIMUN";
  karimun.jobs_a_day = 200;
  karimun.quota_bytes = std::uint64_t{20} << 30U;
  karimun.uploads_days = karimun.keeping.uploads_days = 60;
  karimun.jobs_months = karimun.keeping.jobs_months = 24;
  karimun.province = "2100";
  karimun.shared = true;
  karimun.contact_name = "Ketua Tim Distribusi";
  karimun.contact_whatsapp = "6281234567890";
  karimun.historis_url = "https://contoh.id/historis?a=1";
  karimun.publikasi_url = "https://contoh.id/publikasi";
  karimun.login_hash = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA";
  District province;
  province.id = "2100";
  province.name = "Provinsi Kepulauan Riau";
  province.role = Role::province;
  province.offset = std::chrono::hours(9);
  province.cap = 4;
  out.districts = {province, karimun};
  return out;
}

TEST(Districts, ReadBackEqual) {
  const auto back = parse_districts(to_json(sample()));
  ASSERT_TRUE(back) << back.error().context;
  EXPECT_EQ(back->districts, sample().districts);
  EXPECT_EQ(back->content_hash, sha256_of(to_json(sample())));
  EXPECT_EQ(back->find("2101")->name, "Kabupaten Karimun");
  EXPECT_EQ(back->find("2102"), nullptr);
  EXPECT_EQ(back->find(""), nullptr);
}

TEST(Districts, NeedLittle) {
  const auto read = parse_districts(R"({"districts":[{"id":"2171","name":"Kota Batam","kabkot":"BATAM"},
                                                     {"id":"2101","name":"Kabupaten Karimun","kabkot":"KARIMUN"}]})");
  ASSERT_TRUE(read) << read.error().context;
  EXPECT_EQ(read->districts.front().id, "2101");
  EXPECT_EQ(read->districts.front().offset, std::chrono::hours(7));
  EXPECT_EQ(read->districts.front().cap, 2U);
  EXPECT_EQ(read->districts.front().login_hash, "");
}

TEST(Districts, OfTheExampleAreReadable) {
  const auto example = std::filesystem::path(SIPRO_SOURCE) / "deploy/districts.example.json";
  storage::PosixFiles files;
  const auto bytes = files.read(example, 1 << 20);
  ASSERT_TRUE(bytes) << bytes.error().context;
  const auto read = parse_districts(*bytes);
  ASSERT_TRUE(read) << read.error().context;
  EXPECT_EQ(read->find("2101")->kabkot, "KARIMUN");
  EXPECT_EQ(read->find("2171")->kabkot, "BATAM");
}

/// districts.schema.json knows the keys that are written, and no others.
TEST(Districts, AreWhatTheirSchemaSays) {
  std::ifstream in(std::string(SIPRO_SOURCE) + "/schemas/districts.schema.json");
  const auto schema = boost::json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
  std::set<std::string> known;
  for (const auto& member : schema.at("$defs").at("district").at("properties").as_object()) {
    known.emplace(member.key().data(), member.key().size());
  }
  Districts all = sample();
  all.districts[1].feature_hash = all.districts[1].login_hash;
  std::set<std::string> written;
  const auto document = boost::json::parse(to_json(all));
  for (const auto& member : document.at("districts").at(1).as_object()) {
    written.emplace(member.key().data(), member.key().size());
  }
  EXPECT_EQ(written, known);
}

TEST(Districts, SayWhichKeyIsWrong) {
  struct Case {
    const char* district;
    const char* problem;
  };
  for (const Case& c : {
           Case{R"({"id":"2101","name":"K"})",
                "districts[].kabkot must be the KABKOT of the district's own rows, as the data write it"},
           Case{R"({"id":"config","name":"K","kabkot":"K"})",
                "districts[].id must be 1 to 16 of 0-9, a-z and -, and not \"config\""},
           Case{R"({"id":"a","name":"","kabkot":"K"})", "districts[].name must not be empty"},
           Case{R"({"id":"a","name":"K","kabkot":"K","zone":"UTC"})",
                R"(districts[].zone must be one of "WIB" "WITA" "WIT")"},
           Case{R"({"id":"a","name":"K","kabkot":"K","cap":0})",
                "districts[].cap must be a whole number from 1 to 1000"},
           Case{R"({"id":"a","name":"K","kabkot":"K","login_hash":"bps2101"})",
                "districts[].login_hash must be an argon2id hash; set it with: sipro-admin district code"},
           Case{R"({"id":"a","name":"K","kabkot":"K","role":"province"})",
                "districts[].kabkot must be empty for a province"},
           Case{R"({"id":"a","name":"K","role":"province","province":"a"})",
                "districts[].province must be absent from a province"},
           Case{R"({"id":"a","name":"K","kabkot":"K","province":"b"},{"id":"b","name":"L","kabkot":"L"})",
                "province of a must be the id of a province: \"b\" is none"},
           Case{R"({"id":"a","name":"K","kabkot":"K","historis_url":"http://contoh.id"})",
                "districts[].historis_url must begin with https:// and hold no blanks"},
           Case{R"({"id":"a","name":"K","kabkot":"K","contact_whatsapp":"0812"})",
                "districts[].contact_whatsapp must be 8 to 15 digits that begin with the country's code, such as "
                "6281234567890"},
           Case{R"({"id":"a","name":"K","kabkot":"K","code":"x"})", "districts[].code is not known here"},
           Case{R"({"id":"a","name":"K","kabkot":"K"},{"id":"a","name":"L","kabkot":"L"})",
                "districts has the id \"a\" twice"},
       }) {
    const auto read = parse_districts(std::string(R"({"districts":[)") + c.district + "]}");
    ASSERT_FALSE(read) << c.district;
    EXPECT_EQ(read.error().code, Errc::config_invalid);
    EXPECT_EQ(read.error().context, std::string("districts.json: ") + c.problem);
  }
}

TEST(Districts, KeepTenEarlierVersions) {
  const test::ScratchFolder scratch;
  storage::PosixFiles files;
  const storage::Layout layout(scratch.path());
  EXPECT_EQ(read_districts(files, layout).error().code, Errc::not_found);
  Districts districts = sample();
  std::vector<std::string> written;
  for (unsigned cap = 1; cap <= 13; ++cap) {
    districts.districts[0].cap = cap;
    written.push_back(to_json(districts));
    ASSERT_TRUE(write_districts(files, layout, districts));
    EXPECT_EQ(read_districts(files, layout)->districts, districts.districts);
    // A file system's clock may be coarser than this loop.
    std::filesystem::last_write_time(layout.config() / "districts.json",
                                     std::filesystem::file_time_type(std::chrono::hours(cap)));
  }
  std::vector<std::string> kept;
  const auto entries = files.list(layout.config()).value();
  ASSERT_EQ(entries.size(), 11U);
  EXPECT_EQ(entries.back().name, "districts.json");
  for (std::size_t i = 0; i < 10; ++i) kept.push_back(files.read(layout.config() / entries[i].name, 1 << 20).value());
  EXPECT_EQ(kept, std::vector<std::string>(written.begin() + 2, written.end() - 1));
}

TEST(Districts, ThatAreWrongAreNotWritten) {
  const test::ScratchFolder scratch;
  storage::PosixFiles files;
  const storage::Layout layout(scratch.path());
  ASSERT_TRUE(write_districts(files, layout, sample()));
  Districts wrong = sample();
  wrong.districts[0].id = "../x";
  EXPECT_EQ(write_districts(files, layout, wrong).error().code, Errc::config_invalid);
  EXPECT_EQ(read_districts(files, layout)->districts, sample().districts);
  EXPECT_EQ(files.list(layout.config())->size(), 1U);
}

TEST(Codes, AreRightOnlyForTheirHash) {
  const std::string hash = hash_code("bps2101");
  EXPECT_EQ(hash.rfind("$argon2id$v=19$m=19456,t=2,p=1$", 0), 0U);
  EXPECT_NE(hash, hash_code("bps2101"));
  EXPECT_TRUE(verify_code("bps2101", hash));
  EXPECT_FALSE(verify_code("bps2102", hash));
  EXPECT_FALSE(verify_code("", hash));
  EXPECT_FALSE(verify_code(std::string("bps2101\0", 8), hash));
}

TEST(Codes, AreNeverRightForWhatIsNoHash) {
  const std::string hash = hash_code("x");
  for (const std::string& damaged :
       {std::string(), std::string("x"), std::string("$argon2id$"), hash.substr(0, hash.size() - 1), hash + "A"}) {
    EXPECT_FALSE(verify_code("x", damaged)) << damaged;
    EXPECT_FALSE(verify_code("", damaged)) << damaged;
  }
}

}  // namespace
}  // namespace sipro::tenancy
