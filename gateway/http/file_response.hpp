// A whole file, or one range of it, as an attachment: ETag and If-None-Match, Range and If-Range.
#pragma once

#include <cstdint>
#include <string>

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

}  // namespace sipro::http
