#include "jobs/child_output.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sipro::jobs {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Bytes of the well-formed character that `text` begins with; 0: none.
std::size_t leading_character(std::string_view text) {
  for (std::size_t bytes = 1; bytes <= std::min<std::size_t>(4, text.size()); ++bytes) {
    if (is_utf8(text.substr(0, bytes))) return bytes;
  }
  return 0;
}

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f; }

}  // namespace

void LineCutter::keep(std::string_view part) {
  if (line_.size() + part.size() > kLongestLine) {
    too_long_ = true;
    line_.clear();
  }
  if (!too_long_) line_ += part;
}

void Tail::feed(std::string_view bytes) {
  if (bytes.size() > kBytes) bytes.remove_prefix(bytes.size() - kBytes);
  bytes_ += bytes;
  if (bytes_.size() > kBytes) bytes_.erase(0, bytes_.size() - kBytes);
}

std::string Tail::text() const {
  std::string text;
  for (std::string_view rest = bytes_; !rest.empty();) {
    const std::size_t bytes = leading_character(rest);
    if (bytes == 0 || is_control(rest.front())) {
      text += kReplacement;
    } else {
      text += rest.substr(0, bytes);
    }
    rest.remove_prefix(std::max<std::size_t>(bytes, 1));
  }
  // Replaced bytes are longer than they were.
  std::size_t begin = text.size() - std::min(text.size(), kBytes);
  while (begin < text.size() && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) ++begin;
  return text.substr(begin);
}

}  // namespace sipro::jobs
