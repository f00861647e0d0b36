// The token that opens a district's calendar to a calendar program, and nothing else: it says which district, and
// proves by the key that we made it. The key lies in config/calendar.key; a new key ends all tokens.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sipro::gateway {

/// What a key file must have at least, for nobody to guess it.
inline constexpr std::size_t kCalendarKeyLength = 32;

/// "2101." and 40 hexadecimal digits. `district`: its id.
std::string calendar_token(std::string_view key, std::string_view district);
/// The district whose token this is; nothing for any other text.
std::optional<std::string> district_of_token(std::string_view key, std::string_view token);

}  // namespace sipro::gateway
