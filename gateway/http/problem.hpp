// Errors as officers' programs read them: application/problem+json (RFC 9457) with `code` and `request_id`. Texts are
// Indonesian and say what to do.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "http/response.hpp"

namespace sipro::http {

/// `code`: our own word for it, "not_found". The title follows from the status.
Response problem(const Request& request, unsigned status, std::string_view code, std::string_view detail);
/// `fault`: what is wrong with a request that no officer has written, in English, for whoever wrote the program or set
/// up the proxy.
Response problem(const Request& request, unsigned status, std::string_view code, std::string_view detail,
                 std::string_view fault);

/// The status and code of an error of ours; `retry` 0: no Retry-After.
struct ErrorAnswer {
  unsigned status = 500;
  std::string_view code;
  std::string_view detail;  // empty: the error's own context is for officers
  unsigned retry_after_s = 0;
};
ErrorAnswer answer_of(Errc code);

/// The answer to a failed call. Its context goes to the log, not to the client, unless it is for officers.
Response problem(const Request& request, const Error& error);

Response unknown_id(const Request& request);
Response feature_locked(const Request& request);
Response busy(const Request& request);
/// 429 with Retry-After.
Response too_many(const Request& request, std::chrono::seconds wait, std::string_view code, std::string_view detail);
Response invalid(const Request& request, std::string_view detail);

}  // namespace sipro::http
