#include "cli/validators.hpp"

#include <charconv>

#include "base/text.hpp"

namespace sipro::cli {

CLI::Validator decimal(int low, int high) {
  return {[low, high](std::string& text) -> std::string {
            int number = 0;
            const char* const end = text.data() + text.size();
            const auto parsed = std::from_chars(text.data(), end, number);
            if (parsed.ec != std::errc() || parsed.ptr != end || number < low || number > high) {
              return "\"" + text + "\" is no whole number from " + std::to_string(low) + " to " + std::to_string(high);
            }
            text = std::to_string(number);
            return {};
          },
          "INT in [" + std::to_string(low) + " - " + std::to_string(high) + "]"};
}

std::string not_shown_well(const std::string& text) {
  if (!is_utf8(text)) return "the text is not UTF-8";
  return collapse_blanks(text).empty() ? "the text is empty" : "";
}

}  // namespace sipro::cli
