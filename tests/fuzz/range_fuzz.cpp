// Eight bytes of a file's size, then the value of a Range header. A part lies within the file, and written out again
// it is the same part.
#include <cstring>
#include <string>

#include "fuzz/require.hpp"
#include "http/range.hpp"

namespace {

using namespace sipro;
using http::RangeKind;

void check(const http::RangeAnswer& answer, std::uint64_t size) {
  if (answer.kind != RangeKind::part) {
    require(answer.range == http::ByteRange());
    return;
  }
  const auto [first, length] = answer.range;
  require(length > 0 && length <= size && first <= size - length);
  const std::string again = "bytes=" + std::to_string(first) + "-" + std::to_string(first + length - 1);
  require(http::parse_range(again, size) == answer);
  require(http::parse_range(again + ",0-0", size).kind == RangeKind::whole);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::uint64_t file_size = 0;
  if (size < sizeof file_size) return 0;
  std::memcpy(&file_size, bytes, sizeof file_size);
  // The grammar is that of bytes; other units are one comparison away from the whole file.
  const std::string header(text_of(bytes + sizeof file_size, size - sizeof file_size));
  for (const std::uint64_t told : {file_size, file_size % 1000, std::uint64_t{0}}) {
    check(http::parse_range(header, told), told);
    check(http::parse_range("bytes=" + header, told), told);
  }
  require(http::parse_range(std::nullopt, file_size).kind == RangeKind::whole);
  return 0;
}
