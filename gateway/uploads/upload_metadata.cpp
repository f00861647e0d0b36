#include "uploads/upload_metadata.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "uploads/purpose.hpp"

namespace sipro::gateway {
namespace {

constexpr std::size_t kNameBytes = 255;

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

/// The name that reports show: no folders, no control characters, no blanks around it.
std::string plain_name(std::string_view name) {
  const std::size_t slash = name.find_last_of("/\\");
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  std::string out;
  for (const char c : name) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) out += c;
  }
  const std::string whole = collapse_blanks(out);
  // The cut may end after a blank.
  return collapse_blanks(utf8_prefix(whole, kNameBytes));
}

Error bad_metadata() {
  return {Errc::wrong_usage,
          "Upload-Metadata harus berupa pasangan nama dan nilai base64, misalnya filename RWtzcG9yLnNhdg==."};
}

}  // namespace

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string out;
  unsigned bits = 0;
  int count = 0;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  for (const char c : text.substr(0, text.size() - padding)) {
    const int value = base64_value(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 6U) | static_cast<unsigned>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xffU);
    }
  }
  return out;
}

Result<std::uint64_t> parse_bytes(const http::Headers& headers, std::string_view name) {
  const std::string_view text = headers.get(name).value_or("");
  std::uint64_t bytes = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), bytes);
  if (text.empty() || headers.count(name) > 1 || parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
    return Error{Errc::wrong_usage, "Kepala " + std::string(name) + " harus berupa satu jumlah bita."};
  }
  return bytes;
}

Result<UploadHead> parse_upload_head(const http::Headers& headers) {
  UploadHead head;
  const auto length = parse_bytes(headers, "upload-length");
  if (!length) return length.error();
  head.length = *length;
  head.metadata = headers.get("upload-metadata").value_or("");
  std::string_view rest = headers.get("upload-metadata").value_or("");
  while (!rest.empty()) {
    std::string_view pair = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const std::size_t blank = pair.find(' ');
    const auto value = blank == std::string_view::npos ? std::string() : base64_decode(pair.substr(blank + 1));
    if (!value || !is_utf8(*value)) return bad_metadata();
    if (pair.substr(0, blank) == "filename") head.filename = plain_name(*value);
    if (pair.substr(0, blank) == "purpose") head.purpose = *value;
  }
  if (head.filename.empty()) return bad_metadata();
  if (find_purpose(head.purpose) == nullptr) {
    std::string known;
    for (const Purpose& purpose : purposes()) known += (known.empty() ? "" : ", ") + std::string(purpose.name);
    return Error{Errc::wrong_usage, "purpose harus salah satu dari: " + known + "."};
  }
  return head;
}

}  // namespace sipro::gateway
