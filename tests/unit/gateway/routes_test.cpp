#include "api/routes.hpp"

#include <gmock/gmock.h>

#include <set>

#include "http/route_pattern.hpp"

namespace sipro::gateway {
namespace {

using http::Method;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

std::vector<std::string> path(std::string target) {
  http::Request request;
  request.target = std::move(target);
  return http::split_target(request) ? request.path : std::vector<std::string>();
}

TEST(RoutePattern, GivesWhatStandsForItsParameters) {
  EXPECT_THAT(http::match("/", path("/")), Optional(IsEmpty()));
  EXPECT_THAT(http::match("/jobs/{id}", path("/jobs/7")), Optional(ElementsAre("7")));
  EXPECT_THAT(http::match("/jobs/{id}/results/{name...}", path("/jobs/7/results/Ekspor/1.%20x")),
              Optional(ElementsAre("7", "Ekspor/1. x")));
  EXPECT_THAT(http::match("/jobs/{id}/results/{name...}", path("/jobs/7/results/a")), Optional(ElementsAre("7", "a")));
}

TEST(RoutePattern, MatchesNothingElse) {
  EXPECT_EQ(http::match("/jobs/{id}", path("/jobs")), std::nullopt);
  EXPECT_EQ(http::match("/jobs/{id}", path("/jobs/")), std::nullopt);
  EXPECT_EQ(http::match("/jobs/{id}", path("/jobs/7/")), std::nullopt);
  EXPECT_EQ(http::match("/jobs/{id}", path("/Jobs/7")), std::nullopt);
  EXPECT_EQ(http::match("/jobs", path("/")), std::nullopt);
  EXPECT_EQ(http::match("/jobs/{id}/results/{name...}", path("/jobs/7/results/")), std::nullopt);
}

TEST(Routes, EachAddressAndMethodIsThereOnce) {
  std::set<std::pair<Method, std::string_view>> seen;
  for (const Route& route : routes()) EXPECT_TRUE(seen.emplace(route.method, route.pattern).second) << route.pattern;
}

TEST(Routes, OnlyTheseAreOpen) {
  std::set<std::string> open;
  for (const Route& route : routes()) {
    if (route.access == Access::open)
      open.insert(std::string(to_string(route.method)) + " " + std::string(route.pattern));
  }
  EXPECT_THAT(open, ElementsAre("GET /api/v1/calendar.ics", "GET /api/v1/districts", "GET /healthz", "GET /readyz",
                                "OPTIONS /api/v1/uploads", "OPTIONS /api/v1/uploads/{id}", "POST /api/v1/session"));
}

}  // namespace
}  // namespace sipro::gateway
