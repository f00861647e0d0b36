// One byte range of a file (RFC 9110, 14). Several ranges and other units are answered with the whole file, which the
// RFC allows.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sipro::http {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t length = 0;

  bool operator==(const ByteRange&) const = default;
};

enum class RangeKind { whole, part, unsatisfiable };

struct RangeAnswer {
  RangeKind kind = RangeKind::whole;
  ByteRange range;  // where kind is part

  bool operator==(const RangeAnswer&) const = default;
};

/// `header`: the value of Range, or nothing; `size`: of the file.
RangeAnswer parse_range(std::optional<std::string_view> header, std::uint64_t size);

}  // namespace sipro::http
