#include "http/response.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/sha256.hpp"
#include "http/header_checks.hpp"

namespace sipro::http {
namespace {

/// Another session of the same browser must not see it.
void add_result_headers(Response& response, std::string_view etag) {
  response.header("ETag", etag).header("Cache-Control", "private, max-age=3600, immutable").header("Vary", "Cookie");
}

}  // namespace

Response& Response::header(std::string_view name, std::string_view value) {
  headers.emplace_back(name, value);
  return *this;
}

std::uint64_t Response::body_size() const {
  if (const auto* text = std::get_if<std::string>(&body)) return text->size();
  return std::get<FileBody>(body).length;
}

void add_common_headers(const Request& request, Response& response) {
  const auto absent = [&response](std::string_view name) {
    const auto same = [name](const auto& field) { return field.first == name; };
    return std::none_of(response.headers.begin(), response.headers.end(), same);
  };
  response.header("X-Request-Id", request.id)
      .header("X-Content-Type-Options", "nosniff")
      .header("Referrer-Policy", "same-origin")
      .header("Cross-Origin-Resource-Policy", "same-origin");
  if (absent("Content-Security-Policy")) {
    response.header("Content-Security-Policy",
                    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  }
  if (absent("Cache-Control")) response.header("Cache-Control", "no-store");
}

Response json_response(unsigned status, const boost::json::value& body) {
  Response response;
  response.status = status;
  response.header("Content-Type", "application/json");
  response.body = boost::json::serialize(body) + "\n";
  return response;
}

Response empty_response(unsigned status) {
  Response response;
  response.status = status;
  return response;
}

Response cached(const Request& request, std::string_view type, std::string body) {
  const std::string etag = '"' + sha256_of(body).substr(0, 32) + '"';
  const auto known = request.headers.get("if-none-match");
  const bool same = known && matches_etag(*known, etag);
  Response response = empty_response(same ? 304 : 200);
  response.header("ETag", etag);
  if (same) return response;
  response.header("Content-Type", type);
  response.body = std::move(body);
  return response;
}

Response cached_json(const Request& request, const boost::json::value& body) {
  return cached(request, "application/json", boost::json::serialize(body) + "\n");
}

std::optional<Response> known_result(const Request& request, std::string_view etag) {
  const auto known = request.headers.get("if-none-match");
  if (!known || !matches_etag(*known, etag)) return std::nullopt;
  Response response = empty_response(304);
  add_result_headers(response, etag);
  return response;
}

Response result_json(std::string text, std::string_view etag) {
  Response response;
  response.header("Content-Type", "application/json");
  add_result_headers(response, etag);
  response.body = std::move(text);
  return response;
}

}  // namespace sipro::http
