// An answer as handlers make it: plain values; the connection writes it.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "http/request.hpp"
#include "storage/files.hpp"

namespace sipro::http {

/// `length` bytes of an open file from `offset` on; read on the file pool, piece by piece.
struct FileBody {
  storage::Descriptor file;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

struct Response {
  unsigned status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::variant<std::string, FileBody> body;
  std::string problem;  // its code, where the answer is one
  bool close = false;   // end the connection after this answer

  Response& header(std::string_view name, std::string_view value);
  [[nodiscard]] std::uint64_t body_size() const;
};

/// What every answer carries; a Cache-Control or Content-Security-Policy that stands there already is kept.
void add_common_headers(const Request& request, Response& response);

Response json_response(unsigned status, const boost::json::value& body);
Response empty_response(unsigned status);
/// 304 where If-None-Match knows this body, else 200; both carry the ETag, made from the body.
Response cached(const Request& request, std::string_view type, std::string body);
Response cached_json(const Request& request, const boost::json::value& body);

/// What follows from a job's result, which never changes. `etag` stands for it, so that it need not be made again:
/// 304 where If-None-Match knows it; nothing where it does not.
std::optional<Response> known_result(const Request& request, std::string_view etag);
Response result_json(std::string text, std::string_view etag);

}  // namespace sipro::http
