#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>

#include "api/body.hpp"
#include "api/clock.hpp"
#include "api/handlers.hpp"
#include "base/moment.hpp"
#include "base/random.hpp"
#include "content/suggestion.hpp"
#include "http/problem.hpp"
#include "http/query.hpp"

namespace sipro::gateway {
namespace {

namespace json = boost::json;

constexpr std::uint64_t kPageLimit = 200;
constexpr std::uint64_t kUsualPage = 50;

json::object suggestion_json(const Suggestion& suggestion, const tenancy::District& district) {
  const auto sent = std::chrono::floor<std::chrono::seconds>(std::chrono::microseconds(suggestion.sent_us));
  return {{"id", suggestion.id},
          {"name", suggestion.name},
          {"text", suggestion.text},
          {"sent_at", Moment{std::chrono::sys_seconds(sent), district.offset}.iso8601()}};
}

}  // namespace

asio::Task<http::Response> post_suggestion(Context& context) {
  const http::Request& request = context.request;
  JsonBody body(request.body);
  const std::string name = body.fields().text("name");
  const std::string text = body.fields().text("text");
  if (const auto& fault = body.finish(); !fault.empty()) co_return bad_body(request, fault);
  auto checked = checked_suggestion(name, text);
  if (!checked) co_return http::invalid(request, checked.error().context);
  Suggestion suggestion = std::move(*checked);
  suggestion.sent_us = now_us();
  const storage::JobFiles& jobs = context.services.jobs;
  const std::string& district = context.district.id;
  const std::string random = random_hex(8);
  auto keep = [&jobs, &district, &suggestion, &random] {
    return keep_suggestion(jobs.files(), jobs.layout(), district, suggestion, random);
  };
  const auto kept = co_await asio::offload(&context.services.files_pool, std::move(keep));
  if (!kept) co_return busy(request);
  if (!*kept) co_return problem(request, kept->error());
  co_return http::json_response(201, suggestion_json(**kept, context.district));
}

asio::Task<http::Response> get_suggestions(Context& context) {
  const http::Request& request = context.request;
  const auto offset = http::query_number(request, "offset", 0, UINT32_MAX);
  const auto limit = http::query_number(request, "limit", kUsualPage, kPageLimit);
  if (!offset || !limit)
    co_return http::invalid(request, "offset dan limit harus bilangan bulat, limit paling banyak 200.");
  const storage::JobFiles& jobs = context.services.jobs;
  const std::string& district = context.district.id;
  const std::uint64_t from = *offset;
  const std::uint64_t most = *limit;
  auto list = [&jobs, &district, from, most] {
    return list_suggestions(jobs.files(), jobs.layout(), district, from, most);
  };
  const auto listed = co_await asio::offload(&context.services.files_pool, std::move(list));
  if (!listed) co_return busy(request);
  if (!*listed) co_return problem(request, listed->error());
  json::array suggestions;
  for (const Suggestion& one : (*listed)->suggestions) suggestions.push_back(suggestion_json(one, context.district));
  co_return http::cached_json(
      request,
      json::object{
          {"suggestions", std::move(suggestions)}, {"total", (*listed)->total}, {"offset", from}, {"limit", most}});
}

}  // namespace sipro::gateway
