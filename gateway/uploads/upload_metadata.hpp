// The heads of tus 1.0.0.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.hpp"
#include "http/request.hpp"

namespace sipro::gateway {

struct UploadHead {
  std::uint64_t length = 0;
  std::string filename;          // UTF-8, without folders
  std::string purpose = "data";  // one of purposes()
  std::string metadata;          // as sent
};

/// A head that tells a number of bytes: upload-length, upload-offset. Errors: wrong_usage, told for officers.
Result<std::uint64_t> parse_bytes(const http::Headers& headers, std::string_view name);

/// Errors: wrong_usage, told for officers.
Result<UploadHead> parse_upload_head(const http::Headers& headers);

/// Standard base64 with padding; nothing for anything else.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace sipro::gateway
