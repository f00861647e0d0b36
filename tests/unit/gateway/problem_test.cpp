#include "http/problem.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>

namespace sipro::http {
namespace {

Request request() {
  Request request;
  request.id = "r1";
  request.target = "/api/v1/jobs/1";
  return request;
}

std::string header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

boost::json::object body(const Response& response) {
  return boost::json::parse(std::get<std::string>(response.body)).as_object();
}

TEST(Problem, HoldsAllThatTheContractNames) {
  const Response response = problem(request(), 422, "some_code", "Pesan.");
  EXPECT_EQ(response.status, 422U);
  EXPECT_EQ(header(response, "Content-Type"), "application/problem+json");
  const auto told = body(response);
  EXPECT_EQ(told.at("type"), "about:blank");
  EXPECT_EQ(told.at("title"), "Permintaan tidak dapat dijalankan");
  EXPECT_EQ(told.at("status"), 422);
  EXPECT_EQ(told.at("code"), "some_code");
  EXPECT_EQ(told.at("detail"), "Pesan.");
  EXPECT_EQ(told.at("request_id"), "r1");
}

TEST(Problem, TellsTheProgramsFaultBesideTheOfficersSentence) {
  const Response response = problem(request(), 400, "some_code", "Pesan.", "key must be a text");
  const auto told = body(response);
  EXPECT_EQ(told.at("detail"), "Pesan.");
  EXPECT_EQ(told.at("fault"), "key must be a text");
  EXPECT_FALSE(body(problem(request(), 400, "some_code", "Pesan.")).contains("fault"));
}

TEST(Problem, NamesEachStatusThatIsAnswered) {
  for (const unsigned status :
       {400U, 401U, 403U, 404U, 405U, 409U, 410U, 412U, 413U, 415U, 416U, 422U, 429U, 431U, 460U, 501U, 503U, 507U}) {
    EXPECT_NE(body(problem(request(), status, "some_code", "Pesan.")).at("title"), "Kesalahan") << status;
  }
}

TEST(Problem, KeepsTheContextOfOurOwnTroubleToItself) {
  for (int number = 0; number <= static_cast<int>(Errc::wrong_state); ++number) {
    const Errc code{number};
    if (code == Errc::wrong_usage || code == Errc::input_missing) continue;  // written for officers
    const Response response = problem(request(), Error{code, "/data/secret/path"});
    EXPECT_EQ(std::get<std::string>(response.body).find("secret"), std::string::npos) << to_string(code);
    EXPECT_NE(body(response).at("detail"), "") << to_string(code);
  }
}

TEST(Problem, TellsTheClientWhenItMayTryAgain) {
  struct Case {
    Errc code;
    unsigned status;
    bool retry;
  };
  for (const Case& c : {Case{Errc::redis_unavailable, 503, true}, Case{Errc::recovering, 503, true},
                        Case{Errc::redis_full, 503, true}, Case{Errc::storage_unavailable, 503, true},
                        Case{Errc::storage_full, 507, true}, Case{Errc::idempotency_mismatch, 422, false},
                        Case{Errc::not_found, 404, false}, Case{Errc::internal, 500, false}}) {
    const Response response = problem(request(), Error{c.code, "x"});
    EXPECT_EQ(response.status, c.status) << to_string(c.code);
    EXPECT_EQ(!header(response, "Retry-After").empty(), c.retry) << to_string(c.code);
  }
}

TEST(CachedJson, AnswersAKnownBodyWith304) {
  Request asking = request();
  const Response first = cached_json(asking, {{"a", 1}});
  EXPECT_EQ(first.status, 200U);
  asking.headers.add("If-None-Match", header(first, "ETag"));
  EXPECT_EQ(cached_json(asking, {{"a", 1}}).status, 304U);
  EXPECT_EQ(cached_json(asking, {{"a", 2}}).status, 200U);
}

}  // namespace
}  // namespace sipro::http
