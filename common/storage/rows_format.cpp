#include "storage/rows_format.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/sha256.hpp"
#include "base/text.hpp"

namespace sipro::storage::rows_format {
namespace {

static_assert(std::endian::native == std::endian::little, "rows.bin is written as memory holds it");

constexpr std::string_view kMagic = "SIPROROW";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kShaBytes = 64;
constexpr std::size_t kColumnBytes = 40;
constexpr std::size_t kMaxColumns = 1'000;

template <class Number>
void append(std::string& out, Number number) {
  std::string bytes(sizeof number, '\0');
  std::memcpy(bytes.data(), &number, sizeof number);
  out += bytes;
}

Error damaged(std::string_view what) { return {Errc::fact_damaged, "rows.bin: " + std::string(what)}; }

/// Takes numbers and texts from the front; what is asked for beyond the end is 0 or empty, and `short_of` tells.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  template <class Number>
  Number number() {
    Number out = 0;
    const std::string_view from = text(sizeof out);
    if (from.size() == sizeof out) std::memcpy(&out, from.data(), sizeof out);
    return out;
  }

  std::string_view text(std::size_t size) {
    if (size > bytes_.size()) {
      short_of_ = true;
      bytes_ = {};
      return {};
    }
    const std::string_view out = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return out;
  }

  [[nodiscard]] bool short_of() const { return short_of_; }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
  bool short_of_ = false;
};

void append_column(std::string& out, const ColumnHead& column) {
  append(out, static_cast<std::uint8_t>(column.kind));
  append(out, column.width);
  append(out, static_cast<std::uint16_t>(column.name.size()));
  append(out, static_cast<std::uint16_t>(column.label.size()));
  append(out, std::uint16_t{0});
  append(out, column.distinct);
  append(out, std::uint32_t{0});
  append(out, column.dictionary_at);
  append(out, column.dictionary_bytes);
  append(out, column.cells_at);
  out += column.name;
  out += column.label;
}

ColumnHead read_column(Reader& from) {
  ColumnHead column;
  column.kind = static_cast<CellKind>(from.number<std::uint8_t>());
  column.width = from.number<std::uint8_t>();
  const auto name = from.number<std::uint16_t>();
  const auto label = from.number<std::uint16_t>();
  from.number<std::uint16_t>();
  column.distinct = from.number<std::uint32_t>();
  from.number<std::uint32_t>();
  column.dictionary_at = from.number<std::uint64_t>();
  column.dictionary_bytes = from.number<std::uint64_t>();
  column.cells_at = from.number<std::uint64_t>();
  column.name = from.text(name);
  column.label = from.text(label);
  return column;
}

bool fits(std::uint64_t at, std::uint64_t bytes, std::uint64_t begin, std::uint64_t end) {
  return at >= begin && at <= end && bytes <= end - at;
}

/// Its kind is known, and its parts lie in the content.
bool is_sound(const ColumnHead& column, const Head& head, std::uint64_t begin) {
  const bool code = column.width == 1 || column.width == 2 || column.width == 4;
  switch (column.kind) {
    case CellKind::text:
      if (!code || column.dictionary_bytes < std::uint64_t{column.distinct} * 4) return false;
      if (column.distinct == 0 && head.rows > 0) return false;
      break;
    case CellKind::whole:
      if (!code) return false;
      break;
    case CellKind::real:
      if (column.width != sizeof(double)) return false;
      break;
    default: return false;
  }
  return is_utf8(column.name) && is_utf8(column.label) && head.rows <= head.file_bytes &&
         fits(column.dictionary_at, column.dictionary_bytes, begin, head.file_bytes) &&
         fits(column.cells_at, head.rows * column.width, begin, head.file_bytes);
}

}  // namespace

std::size_t head_bytes(const Head& head) {
  std::size_t bytes = kFixedBytes + kShaBytes;
  for (const ColumnHead& column : head.columns) bytes += kColumnBytes + column.name.size() + column.label.size();
  return aligned(bytes);
}

std::string to_bytes(const Head& head) {
  std::string out(kMagic);
  append(out, kVersion);
  append(out, static_cast<std::uint32_t>(head_bytes(head)));
  append(out, head.rows);
  append(out, static_cast<std::uint32_t>(head.columns.size()));
  append(out, std::uint32_t{0});
  append(out, head.file_bytes);
  out += head.content_sha256;
  for (const ColumnHead& column : head.columns) append_column(out, column);
  out.resize(head_bytes(head) - kShaBytes, '\0');
  return out + sha256_of(out);
}

std::size_t head_bytes_of(std::string_view fixed) {
  Reader from(fixed);
  const bool ours = from.text(kMagic.size()) == kMagic && from.number<std::uint32_t>() == kVersion;
  const auto bytes = from.number<std::uint32_t>();
  return ours && bytes >= kFixedBytes + kShaBytes && bytes <= kMaxHeadBytes ? bytes : 0;
}

Result<Head> parse_head(std::string_view bytes) {
  if (bytes.size() < kFixedBytes + kShaBytes || head_bytes_of(bytes) != bytes.size()) {
    return damaged("not a file of this kind and version");
  }
  const std::string_view hashed = bytes.substr(0, bytes.size() - kShaBytes);
  if (sha256_of(hashed) != bytes.substr(hashed.size())) return damaged("its header is not what was written");
  Reader from(hashed);
  from.text(kMagic.size());
  from.number<std::uint32_t>();
  from.number<std::uint32_t>();
  Head head;
  head.rows = from.number<std::uint64_t>();
  const auto columns = from.number<std::uint32_t>();
  from.number<std::uint32_t>();
  head.file_bytes = from.number<std::uint64_t>();
  head.content_sha256 = from.text(kShaBytes);
  if (columns > kMaxColumns) return damaged("too many columns");
  for (std::uint32_t i = 0; i < columns && !from.short_of(); ++i) {
    head.columns.push_back(read_column(from));
    if (!is_sound(head.columns.back(), head, bytes.size())) return damaged("a column lies outside of the file");
  }
  if (from.short_of()) return damaged("its header is too short");
  return head;
}

}  // namespace sipro::storage::rows_format
