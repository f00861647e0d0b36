// A whole file, or one range of it, as an attachment: ETag and If-None-Match, Range and If-Range.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/range.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace sipro::http {

struct Attachment {
  std::string name;  // '/' between folders; the last part names the download
  std::string type;  // media type
  std::uint64_t size = 0;
  std::string sha256;  // is its entity tag
};

/// 200, 206, 304 or 416. `file`: open for reading; of `size` bytes.
Response file_response(const Request& request, storage::Descriptor file, const Attachment& attachment);

/// The bytes that Range and If-Range ask for, of what `etag` (with its quotes) stands for; all where they ask for none.
/// `response` tells of it: Accept-Ranges, and 206 with Content-Range. Nothing where there are no such bytes: `response`
/// is then the 416.
std::optional<ByteRange> requested_bytes(const Request& request, std::string_view etag, std::uint64_t size,
                                         Response& response);

}  // namespace sipro::http
