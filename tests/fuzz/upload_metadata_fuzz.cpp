// Upload-Length, a line's end, Upload-Metadata, which is tried as an Upload-Checksum too. What is taken has a name that
// can stand in a report and in a path's last part; what is refused is told to the officer.
#include <algorithm>
#include <string>

#include "base/text.hpp"
#include "fuzz/require.hpp"
#include "uploads/upload_checksum.hpp"
#include "uploads/upload_metadata.hpp"

namespace {

using namespace sipro;

void check_base64(std::string_view text) {
  const auto decoded = gateway::base64_decode(text);
  if (!decoded) return;
  require(text.size() % 4 == 0);
  const auto padding = static_cast<std::size_t>(std::count(text.begin(), text.end(), '='));
  require(padding <= 2 && decoded->size() == text.size() / 4 * 3 - padding);
}

void check_checksum(std::string_view header) {
  auto checksum = gateway::UploadChecksum::parse(header);
  // A hash of nothing that the fuzzer found by itself would be a wonder, but no fault.
  if (checksum) static_cast<void>(checksum->matches());
  if (!checksum) require(!checksum.error().context.empty() && is_utf8(checksum.error().context));
}

void check_name(const std::string& name) {
  constexpr std::size_t kMost = 255;
  require(!name.empty() && name.size() <= kMost && is_utf8(name));
  require(collapse_blanks(name) == name);
  require(std::none_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '/' || c == '\\';
  }));
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view rest = text_of(bytes, size);
  http::Headers headers;
  headers.add("upload-length", take_before(rest, '\n'));
  headers.add("upload-metadata", rest);
  check_base64(rest);
  check_checksum(rest);
  const auto head = gateway::parse_upload_head(headers);
  if (!head) {
    require(!head.error().context.empty() && is_utf8(head.error().context));
    return 0;
  }
  check_name(head->filename);
  require(is_ascii(head->purpose) && !head->purpose.empty());
  require(std::to_string(head->length).size() <= headers.get("upload-length")->size());
  return 0;
}
