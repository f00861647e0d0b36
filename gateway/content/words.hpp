// Words as a search compares them: upper case, without diacritics, split at whatever is no letter or digit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sipro::gateway {

/// "Café (20 °C)" gives CAFE, 20, C. `text` is UTF-8.
std::vector<std::string> folded_words(std::string_view text);

/// True where each of `wanted` begins one of `words`.
bool all_begin_one(const std::vector<std::string>& wanted, const std::vector<std::string>& words);

}  // namespace sipro::gateway
