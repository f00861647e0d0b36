// The name under which a download is kept (RFC 6266, RFC 8187).
#pragma once

#include <string>
#include <string_view>

namespace sipro::http {

/// attachment; filename="plain.xlsx"; filename*=UTF-8''percent-encoded. `name` is UTF-8; only what follows its last
/// '/'.
std::string attachment(std::string_view name);

}  // namespace sipro::http
