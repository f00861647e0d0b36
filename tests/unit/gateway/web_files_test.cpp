#include "http/web_files.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "support/scratch_folder.hpp"

namespace sipro::http {
namespace {

class WebFilesTest : public testing::Test {
 protected:
  void write(const std::string& name, std::string_view bytes) const {
    const auto path = folder_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
  }

  Result<WebFiles> read() { return WebFiles::read(files_, folder_.path()); }

  void build() const {
    write("index.html", "<!doctype html>");
    write("index.html.br", "BR");
    write("index.html.gz", "GZ");
    write("pages.json", R"(["masuk", "riwayat"])");
    write("assets/main-1.js", "let a");
    write("sipro.svg", "<svg/>");
  }

  static Request request(const std::string& target, const std::string& accepted = "", Method method = Method::get) {
    Request request;
    request.method = method;
    request.target = target;
    EXPECT_TRUE(split_target(request));
    if (!accepted.empty()) request.headers.add("Accept-Encoding", accepted);
    return request;
  }

  static std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }

  static std::string body(const Response& response) { return std::get<std::string>(response.body); }

  test::ScratchFolder folder_;
  storage::PosixFiles files_;
};

TEST_F(WebFilesTest, EveryPageIsTheOneDocument) {
  build();
  const auto web = read();
  ASSERT_TRUE(web) << web.error().context;
  for (const char* target : {"/", "/masuk", "/riwayat", "/riwayat/0123?x=1", "/index.html"}) {
    const auto found = web->find(request(target));
    ASSERT_TRUE(found) << target;
    EXPECT_EQ(body(*found), "<!doctype html>");
    EXPECT_EQ(header(*found, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(header(*found, "Cache-Control"), "no-cache");
    EXPECT_NE(header(*found, "Content-Security-Policy").find("script-src 'self';"), std::string::npos);
  }
}

TEST_F(WebFilesTest, WhatIsNoPageAndNoFileIsNotFound) {
  build();
  const auto web = read();
  ASSERT_TRUE(web);
  for (const char* target : {"/api/v1/nothing", "/assets", "/assets/", "/assets/main-2.js", "/pages.json",
                             "/index.html.br", "/masukkan", "//masuk", "/assets/%2e%2e%2findex.html"}) {
    EXPECT_FALSE(web->find(request(target))) << target;
  }
  EXPECT_FALSE(web->find(request("/", "", Method::post)));
  EXPECT_TRUE(web->find(request("/", "", Method::head)));
}

TEST_F(WebFilesTest, ABrowserThatLostItsWayGetsThePagesWith404) {
  build();
  const auto web = read();
  ASSERT_TRUE(web);
  const auto asked = [&web](const std::string& target) {
    auto page = request(target);
    page.headers.add("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
    return web->find(page);
  };
  const auto lost = asked("/tidak/ada");
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->status, 404U);
  EXPECT_EQ(body(*lost), "<!doctype html>");
  EXPECT_EQ(asked("/masuk")->status, 200U);
  EXPECT_FALSE(asked("/api/v1/nothing"));
  EXPECT_FALSE(WebFiles().find(request("/tidak/ada")));
}

TEST_F(WebFilesTest, OfWhatHasNoCompressedTwinAPartCanBeHad) {
  build();
  write("tutorial.mp4", "0123456789");
  const auto web = read();
  ASSERT_TRUE(web);
  auto part = request("/tutorial.mp4");
  part.headers.add("Range", "bytes=2-4");
  const auto sent = web->find(part);
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->status, 206U);
  EXPECT_EQ(body(*sent), "234");
  EXPECT_EQ(header(*sent, "Content-Range"), "bytes 2-4/10");
  EXPECT_EQ(header(*sent, "Content-Type"), "video/mp4");
  const auto whole = web->find(request("/tutorial.mp4"));
  EXPECT_EQ(body(*whole), "0123456789");
  EXPECT_EQ(header(*whole, "Accept-Ranges"), "bytes");
  auto outside = request("/tutorial.mp4");
  outside.headers.add("Range", "bytes=10-");
  EXPECT_EQ(web->find(outside)->status, 416U);
  auto page = request("/");
  page.headers.add("Range", "bytes=0-1");
  EXPECT_EQ(web->find(page)->status, 200U);
}

TEST_F(WebFilesTest, IsSentAsTheClientTakesIt) {
  build();
  const auto web = read();
  ASSERT_TRUE(web);
  struct Case {
    const char* accepted;
    const char* coding;
    const char* body;
  };
  for (const Case& c :
       {Case{"", "", "<!doctype html>"}, Case{"gzip, deflate", "gzip", "GZ"}, Case{"gzip, deflate, br", "br", "BR"},
        Case{"br;q=0, gzip", "gzip", "GZ"}, Case{"*", "br", "BR"}, Case{"*;q=0", "", "<!doctype html>"},
        Case{"br;q=0.5", "br", "BR"}, Case{"brotli", "", "<!doctype html>"}}) {
    const auto found = web->find(request("/", c.accepted));
    ASSERT_TRUE(found);
    EXPECT_EQ(header(*found, "Content-Encoding"), c.coding) << c.accepted;
    EXPECT_EQ(body(*found), c.body) << c.accepted;
    EXPECT_EQ(header(*found, "Vary"), "Accept-Encoding");
  }
}

TEST_F(WebFilesTest, WhatIsNamedByItsContentIsKeptForGood) {
  build();
  const auto web = read();
  ASSERT_TRUE(web);
  const auto found = web->find(request("/assets/main-1.js", "br"));
  ASSERT_TRUE(found);
  EXPECT_EQ(header(*found, "Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(header(*found, "Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(header(*found, "Content-Encoding"), "");
}

TEST_F(WebFilesTest, ATagOfEachCodingSavesSendingItAgain) {
  build();
  const auto web = read();
  ASSERT_TRUE(web);
  const std::string plain = header(*web->find(request("/")), "ETag");
  const std::string brotli = header(*web->find(request("/", "br")), "ETag");
  EXPECT_NE(plain, brotli);
  auto again = request("/", "br");
  again.headers.add("If-None-Match", brotli);
  EXPECT_EQ(web->find(again)->status, 304U);
  again = request("/");
  again.headers.add("If-None-Match", brotli);
  EXPECT_EQ(web->find(again)->status, 200U);
}

TEST_F(WebFilesTest, AFolderThatIsNoBuildIsRefused) {
  const auto nothing = read();
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().code, Errc::config_invalid);
  EXPECT_NE(nothing.error().context.find("build the pages"), std::string::npos);
  EXPECT_FALSE(WebFiles::read(files_, folder_.path() / "none"));
}

TEST_F(WebFilesTest, WithoutAFolderThereAreNoPages) { EXPECT_FALSE(WebFiles().find(request("/"))); }

}  // namespace
}  // namespace sipro::http
