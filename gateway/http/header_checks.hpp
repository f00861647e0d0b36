// What a request's head must fulfil before anybody looks at it further. Beast 1.81 lets through what a server behind a
// proxy must refuse, since the two could take one byte stream for different requests.
#pragma once

#include <optional>
#include <string>

#include "http/request.hpp"

namespace sipro::http {

/// What is wrong with the framing; nothing: all is well. The connection must be closed after it.
std::optional<std::string> framing_fault(const Request& request);

/// True where an unsafe request comes from another site's page: Origin that is not ours, or a Sec-Fetch-Site that says
/// so. Both absent: not a browser.
bool is_cross_site(const Request& request);

/// The value of a cookie.
std::optional<std::string> cookie(const Request& request, std::string_view name);

/// True where one of the entity tags of If-None-Match (or "*") is `etag`; weak comparison.
bool matches_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace sipro::http
