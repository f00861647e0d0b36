#include "http/header_checks.hpp"

#include <algorithm>
#include <array>

#include "http/header_text.hpp"

namespace sipro::http {
std::optional<std::string> framing_fault(const Request& request) {
  const Headers& headers = request.headers;
  if (headers.count("host") != 1 || trim(*headers.get("host")).empty()) return "exactly one Host is needed";
  for (const char* once : {"content-length", "transfer-encoding", "content-type", "cookie"}) {
    if (headers.count(once) > 1) return std::string(once) + " stands there more than once";
  }
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto length = headers.get("content-length");
  // Beast 1.81 takes "3, 3" for 3.
  if (length && !std::all_of(length->begin(), length->end(), is_digit)) return "Content-Length is one number";
  const auto encoding = headers.get("transfer-encoding");
  if (encoding) {
    if (request.version < 11) return "Transfer-Encoding in HTTP/1.0";
    if (length) return "Transfer-Encoding beside Content-Length";
    if (!same_without_case(trim(*encoding), "chunked")) return "the only Transfer-Encoding is chunked";
  }
  return std::nullopt;
}

bool is_cross_site(const Request& request) {
  if (!is_unsafe(request.method)) return false;
  if (const auto site = request.headers.get("sec-fetch-site")) return *site != "same-origin" && *site != "none";
  const auto origin = request.headers.get("origin");
  if (!origin) return false;
  const auto host = request.headers.get("host");
  for (const std::string_view scheme : std::array<std::string_view, 2>{"http://", "https://"}) {
    if (origin->starts_with(scheme)) return !host || !same_without_case(origin->substr(scheme.size()), *host);
  }
  return true;
}

std::optional<std::string> cookie(const Request& request, std::string_view name) {
  std::string_view rest = request.headers.get("cookie").value_or("");
  while (!rest.empty()) {
    const std::string_view pair = trim(rest.substr(0, rest.find(';')));
    rest.remove_prefix(
        std::min(rest.size(), rest.find(';') == std::string_view::npos ? rest.size() : rest.find(';') + 1));
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return std::string(pair.substr(equals + 1));
  }
  return std::nullopt;
}

bool matches_etag(std::string_view if_none_match, std::string_view etag) {
  if (trim(if_none_match) == "*") return true;
  while (!if_none_match.empty()) {
    const std::size_t comma = std::min(if_none_match.size(), if_none_match.find(','));
    std::string_view tag = trim(if_none_match.substr(0, comma));
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == etag) return true;
    if_none_match.remove_prefix(std::min(if_none_match.size(), comma + 1));
  }
  return false;
}

}  // namespace sipro::http
