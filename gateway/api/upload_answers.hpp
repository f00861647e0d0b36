// What the handlers of tus 1.0.0 have in common: heads, refusals, and the upload as JSON.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "api/context.hpp"
#include "queue/uploads.hpp"
#include "uploads/upload_checksum.hpp"
#include "uploads/upload_state.hpp"

namespace sipro::gateway {

inline constexpr std::string_view kTus = "1.0.0";

/// Every answer of tus.
http::Response with_tus(http::Response response);
/// Upload-Offset, and Upload-Expires where it is not whole.
void add_offset(http::Response& response, const UploadState& upload, std::uint64_t offset);
/// "Wed, 25 Nov 2026 07:30:00 GMT".
std::string http_date(std::int64_t time_us);

/// Nothing: the client speaks our version.
std::optional<http::Response> refuse_version(const http::Request& request);
/// Whether the request brings bytes.
bool has_body(const http::Request& request);
/// Nothing: the body is what tus sends.
std::optional<http::Response> refuse_type(const http::Request& request);
/// Of the request's body; nothing where the client told none. Errors: wrong_usage.
Result<std::optional<UploadChecksum>> told_checksum(const http::Request& request);

http::Response too_large(const http::Request& request, std::uint64_t most);
http::Response too_long(const http::Request& request);
http::Response wrong_kind(const http::Request& request, std::string_view purpose);
http::Response upload_cut(const http::Request& request);
http::Response checksum_mismatch(const http::Request& request);
http::Response upload_gone(const http::Request& request);
/// Where the request's token does not hold the upload.
http::Response not_held(const http::Request& request, queue::UploadHold hold);

boost::json::object state_json(const UploadState& upload, const tenancy::District& district);

}  // namespace sipro::gateway
