#include "http/file_response.hpp"

#include <optional>
#include <utility>

#include "http/filename.hpp"
#include "http/header_checks.hpp"
#include "http/problem.hpp"
#include "http/range.hpp"

namespace sipro::http {
namespace {

/// If-Range: the range counts only while the file is this one.
std::optional<std::string_view> wanted_range(const Request& request, std::string_view etag) {
  const auto condition = request.headers.get("if-range");
  if (condition && *condition != etag) return std::nullopt;
  return request.headers.get("range");
}

std::string content_range(const ByteRange& range, std::uint64_t size) {
  return "bytes " + std::to_string(range.first) + "-" + std::to_string(range.first + range.length - 1) + "/" +
         std::to_string(size);
}

}  // namespace

std::optional<ByteRange> requested_bytes(const Request& request, std::string_view etag, std::uint64_t size,
                                         Response& response) {
  const RangeAnswer range = parse_range(wanted_range(request, etag), size);
  if (range.kind == RangeKind::unsatisfiable) {
    response = problem(request, 416, "range", "Rentang yang diminta di luar berkas ini.");
    response.header("Content-Range", "bytes */" + std::to_string(size));
    return std::nullopt;
  }
  response.header("Accept-Ranges", "bytes");
  if (range.kind == RangeKind::whole) return ByteRange{0, size};
  response.status = 206;
  response.header("Content-Range", content_range(range.range, size));
  return range.range;
}

Response file_response(const Request& request, storage::Descriptor file, const Attachment& attachment) {
  const std::uint64_t size = attachment.size;
  const std::string etag = '"' + attachment.sha256 + '"';
  Response response;
  response.header("ETag", etag).header("Cache-Control", "private, no-cache");
  const auto known = request.headers.get("if-none-match");
  if (known && matches_etag(*known, etag)) {
    response.status = 304;
    return response;
  }
  const auto bytes = requested_bytes(request, etag, size, response);
  if (!bytes) return response;
  response.header("Content-Type", attachment.type).header("Content-Disposition", http::attachment(attachment.name));
  response.body = FileBody{std::move(file), bytes->first, bytes->length};
  return response;
}

}  // namespace sipro::http
