// Requests through the whole of the gateway but its sockets, with no Redis to be had.
#include "api/dispatch.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>

#include "support/run_task.hpp"
#include "support/scratch_folder.hpp"

namespace sipro::gateway {
namespace {

using http::Method;
using http::Response;

class TextBody final : public http::BodyReader {
 public:
  explicit TextBody(std::string text) : rest_(std::move(text)) {}
  asio::Task<Result<std::size_t>> read(std::span<char> buffer) override {
    const std::size_t count = std::min(buffer.size(), rest_.size());
    std::copy_n(rest_.begin(), count, buffer.begin());
    rest_.erase(0, count);
    co_return count;
  }

 private:
  std::string rest_;
};

asio::Task<> ask(Dispatch* dispatch, http::Request* request, http::BodyReader* body, Response* response) {
  *response = co_await dispatch->answer(*request, *body);
}

class DispatchTest : public testing::Test {
 protected:
  Response answer(Method method, std::string target,
                  const std::vector<std::pair<std::string, std::string>>& headers = {}, std::string text = {}) {
    http::Request request;
    request.id = "r1";
    request.method = method;
    request.target = std::move(target);
    request.peer = peer_;
    request.headers.add("Host", "sipro");
    for (const auto& [name, value] : headers) request.headers.add(name, value);
    TextBody body(std::move(text));
    Response response;
    loop_.tasks().spawn(ask(&dispatch_, &request, &body, &response));
    EXPECT_TRUE(loop_.run());
    return response;
  }

  static std::string member(const Response& response, std::string_view name) {
    boost::json::error_code failure;
    const auto body = boost::json::parse(std::get<std::string>(response.body), failure);
    const auto* found = failure || !body.is_object() ? nullptr : body.get_object().if_contains(name);
    return found == nullptr ? "" : std::string(found->get_string().c_str());
  }
  static std::string code(const Response& response) { return member(response, "code"); }

  static std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }

  static redis::Address nowhere() {
    redis::Address address;
    address.socket = "/nonexistent/socket";
    return address;
  }

  const std::vector<std::pair<std::string, std::string>> json_{{"Content-Type", "application/json"}};
  const std::vector<std::pair<std::string, std::string>> cookie_{{"Cookie", "__Host-sipro=abc"}};
  http::Peer peer_{"127.0.0.1", true};
  test::ScratchFolder folder_;
  test::TaskLoop loop_;
  Settings settings_;
  bool draining_ = false;
  asio::Pool pool_{1, 10};
  asio::Pool hash_pool_{1, 10};
  storage::PosixFiles files_;
  storage::JobFiles jobs_{files_, storage::Layout(folder_.path())};
  redis::AsyncClient redis_{loop_.context().get_executor(), nowhere()};
  Tenants tenants_{pool_, files_, jobs_.layout()};
  Content content_{pool_, files_, jobs_.layout()};
  QueueClient queue_{redis_, nowhere(), pool_, tenants_};
  RateLimits limits_{RateLimit(0, 0), RateLimit(0, 0)};
  Metrics metrics_;
  JobMonthsKnown job_months_;
  http::WebFiles web_;
  Services services_{settings_, pool_,     hash_pool_, jobs_,   redis_,   queue_,     tenants_,
                     content_,  draining_, web_,       limits_, metrics_, job_months_};
  Dispatch dispatch_{services_};
};

TEST_F(DispatchTest, TellsWhatIsNotThereFromWhatTakesAnotherMethod) {
  EXPECT_EQ(answer(Method::get, "/api/v1/nothing").status, 404U);
  const Response other = answer(Method::put, "/api/v1/session");
  EXPECT_EQ(other.status, 405U);
  EXPECT_EQ(header(other, "Allow"), "POST, GET, HEAD, DELETE");
  EXPECT_EQ(answer(Method::other, "/").status, 501U);
  EXPECT_EQ(answer(Method::get, "/a/../b").status, 400U);
  EXPECT_EQ(answer(Method::head, "/healthz").status, 200U);
}

TEST_F(DispatchTest, EveryAnswerForbidsWhatNoPageNeeds) {
  for (const char* target : {"/healthz", "/nothing", "/api/v1/jobs"}) {
    const Response response = answer(Method::get, target);
    EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff") << target;
    EXPECT_NE(header(response, "Content-Security-Policy").find("frame-ancestors 'none'"), std::string::npos) << target;
    EXPECT_EQ(header(response, "Cache-Control"), "no-store") << target;
    EXPECT_EQ(header(response, "X-Request-Id"), "r1") << target;
  }
}

TEST_F(DispatchTest, ABadFrameEndsTheConnection) {
  const Response response = answer(Method::post, "/api/v1/session", {{"Transfer-Encoding", "gzip"}});
  EXPECT_EQ(response.status, 400U);
  EXPECT_TRUE(response.close);
}

TEST_F(DispatchTest, WithoutASessionNothingOfADistrictIsTold) {
  for (const auto& [method, target] : std::vector<std::pair<Method, std::string>>{
           {Method::get, "/api/v1/jobs"},
           {Method::get, "/api/v1/jobs/1"},
           {Method::get, "/api/v1/jobs/1/results/a"},
           {Method::remove, "/api/v1/jobs/1"},
           {Method::post, "/api/v1/jobs"},
           {Method::post, "/api/v1/uploads"},
           {Method::get, "/api/v1/packages/1"},
           {Method::get, "/api/v1/library/historis"},
           {Method::get, "/api/v1/session"},
       }) {
    const Response response = answer(method, target);
    EXPECT_EQ(response.status, 401U) << target;
    EXPECT_EQ(code(response), "login_required") << target;
  }
}

TEST_F(DispatchTest, WithoutRedisItSaysWhenToTryAgain) {
  const Response response = answer(Method::get, "/api/v1/jobs", cookie_);
  EXPECT_EQ(response.status, 503U);
  EXPECT_EQ(code(response), "queue_unavailable");
  EXPECT_EQ(header(response, "Retry-After"), "2");
  EXPECT_EQ(answer(Method::get, "/readyz").status, 503U);
  EXPECT_EQ(answer(Method::get, "/healthz").status, 200U);
}

TEST_F(DispatchTest, WhetherStorageWasAskedForDistrictsIsKnown) {
  EXPECT_FALSE(tenants_.asked());
  loop_.tasks().spawn(tenants_.refresh());
  EXPECT_TRUE(loop_.run());
  EXPECT_TRUE(tenants_.asked());
}

TEST_F(DispatchTest, ALoginOverPlainHttpFromElsewhereIsRefused) {
  const std::string login = R"({"district":"2101","code":"secret"})";
  EXPECT_EQ(code(answer(Method::post, "/api/v1/session", json_, login)), "queue_unavailable");
  peer_ = {"192.0.2.1", false};
  const Response refused = answer(Method::post, "/api/v1/session", json_, login);
  EXPECT_EQ(refused.status, 403U);
  EXPECT_EQ(code(refused), "https_required");
  settings_.insecure_http = true;
  EXPECT_EQ(code(answer(Method::post, "/api/v1/session", json_, login)), "queue_unavailable");
}

TEST_F(DispatchTest, BehindATrustedProxyThatTellsOfHttpsALoginIsTaken) {
  const std::string login = R"({"district":"2101","code":"secret"})";
  peer_ = {"192.0.2.1", false};
  settings_.trusted_proxies = IpNetworks::parse({"192.0.2.0/24"}).value();
  auto headers = json_;
  headers.emplace_back("X-Forwarded-For", "203.0.113.9");
  EXPECT_EQ(code(answer(Method::post, "/api/v1/session", headers, login)), "https_required");
  headers.emplace_back("X-Forwarded-Proto", "https");
  EXPECT_EQ(code(answer(Method::post, "/api/v1/session", headers, login)), "queue_unavailable");
}

TEST_F(DispatchTest, AFloodFromOneAddressIsToldToWait) {
  limits_.requests = RateLimit(1, 2);
  EXPECT_EQ(answer(Method::get, "/healthz").status, 200U);
  EXPECT_EQ(answer(Method::get, "/nothing").status, 404U);
  const Response refused = answer(Method::get, "/healthz");
  EXPECT_EQ(refused.status, 429U);
  EXPECT_EQ(code(refused), "too_many");
  EXPECT_EQ(header(refused, "Retry-After"), "1");
  EXPECT_EQ(header(refused, "X-Content-Type-Options"), "nosniff");
  peer_ = {"127.0.0.2", true};
  EXPECT_EQ(answer(Method::get, "/healthz").status, 200U);
}

TEST_F(DispatchTest, CodesAreTriedLessOften) {
  limits_.logins = RateLimit(0.1, 1);
  const std::string login = R"({"district":"2101","code":"secret"})";
  EXPECT_EQ(code(answer(Method::post, "/api/v1/session", json_, login)), "queue_unavailable");
  const Response refused = answer(Method::post, "/api/v1/session", json_, login);
  EXPECT_EQ(code(refused), "too_many");
  EXPECT_EQ(header(refused, "Retry-After"), "10");
}

TEST_F(DispatchTest, AnotherSitesPageIsRefused) {
  auto headers = json_;
  headers.emplace_back("Origin", "https://evil.example");
  EXPECT_EQ(code(answer(Method::post, "/api/v1/session", headers, "{}")), "cross_site");
}

TEST_F(DispatchTest, ABodyIsJsonAndSmall) {
  EXPECT_EQ(answer(Method::post, "/api/v1/session", {}, "{}").status, 415U);
  EXPECT_EQ(answer(Method::post, "/api/v1/session", json_, std::string(65 * 1024, ' ')).status, 413U);
  EXPECT_EQ(answer(Method::post, "/api/v1/session", json_, "{").status, 400U);
  EXPECT_EQ(answer(Method::post, "/api/v1/session", json_, R"({"district":"2101"})").status, 400U);
}

TEST_F(DispatchTest, TheOfficerIsToldInIndonesianAndTheProgramInEnglish) {
  struct Case {
    const char* name;
    Response response;
    const char* fault;
  };
  auto elsewhere = json_;
  elsewhere.emplace_back("Origin", "https://evil.example");
  const Case cases[] = {
      {"no JSON", answer(Method::post, "/api/v1/session", json_, "{"), "is not JSON: incomplete JSON"},
      {"a key that is missing", answer(Method::post, "/api/v1/session", json_, R"({"district":"2101"})"),
       "code is missing"},
      {"a bad frame", answer(Method::post, "/api/v1/session", {{"Transfer-Encoding", "gzip"}}),
       "the only Transfer-Encoding is chunked"},
      {"another site's page", answer(Method::post, "/api/v1/session", elsewhere, "{}"),
       "Origin does not name this Host, or Sec-Fetch-Site is not same-origin; a proxy in front must pass Host on "
       "unchanged"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(member(c.response, "fault"), c.fault) << c.name;
    const std::string detail = member(c.response, "detail");
    EXPECT_EQ(detail.find(c.fault), std::string::npos) << c.name;
    EXPECT_NE(detail.find("oba lagi"), std::string::npos) << c.name << ": " << detail;
  }
  EXPECT_EQ(member(answer(Method::get, "/api/v1/nothing"), "fault"), "");
}

TEST_F(DispatchTest, AStoppingServerIsNotReady) {
  draining_ = true;
  const Response response = answer(Method::get, "/readyz");
  EXPECT_EQ(response.status, 503U);
  EXPECT_EQ(code(response), "stopping");
}

}  // namespace
}  // namespace sipro::gateway
