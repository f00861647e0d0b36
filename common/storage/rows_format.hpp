// The bytes of rows.bin, version 1, little-endian:
//
//   fixed part   "SIPROROW", u32 version, u32 bytes of the whole header, u64 rows, u32 columns, u32 0, u64 bytes of the
//                file, 64 hexadecimal digits: the SHA-256 of the content
//   per column   u8 kind, u8 bytes of a cell, u16 bytes of the name, u16 of the label, u16 0, u32 distinct texts, u32
//   0,
//                u64 where its dictionary begins, u64 its bytes, u64 where its cells begin, name, label
//   end          64 hexadecimal digits: the SHA-256 of the header before them
//   content      per column its dictionary (u32 ends of the texts, then the texts, sorted by bytes and distinct) and
//   its
//                cells: codes (= ranks) of texts, doubles, or whole numbers; all begin at a multiple of 8
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace sipro::storage {

/// The file's name beside the clean file.
inline constexpr const char* kRowsFile = "rows.bin";

}  // namespace sipro::storage

namespace sipro::storage::rows_format {

enum class CellKind : std::uint8_t { text = 0, real = 1, whole = 2 };

struct ColumnHead {
  CellKind kind = CellKind::text;
  std::uint8_t width = 1;  // bytes of a cell: 8 of a real one, else 1, 2 or 4
  std::string name;
  std::string label;
  std::uint32_t distinct = 0;  // texts of the dictionary
  std::uint64_t dictionary_at = 0;
  std::uint64_t dictionary_bytes = 0;
  std::uint64_t cells_at = 0;
};

struct Head {
  std::uint64_t rows = 0;
  std::uint64_t file_bytes = 0;
  std::string content_sha256;
  std::vector<ColumnHead> columns;
};

inline constexpr std::size_t kFixedBytes = 104;
inline constexpr std::size_t kMaxHeadBytes = 1 << 20;
inline constexpr std::size_t kAlignment = 8;

constexpr std::uint64_t aligned(std::uint64_t at) { return (at + kAlignment - 1) / kAlignment * kAlignment; }

/// Bytes of the header: where the content begins.
std::size_t head_bytes(const Head& head);
std::string to_bytes(const Head& head);

/// The header's length, told by its fixed part; 0 for what is not the beginning of such a file.
std::size_t head_bytes_of(std::string_view fixed);
/// Errors: fact_damaged, also where a part would lie outside of the file.
Result<Head> parse_head(std::string_view bytes);

}  // namespace sipro::storage::rows_format
