// Writing .sav files (row-compressed by default, as SPSS does), through ReadStat.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/moment.hpp"
#include "base/progress.hpp"
#include "trade/columns.hpp"

namespace sipro::formats {

/// The cells of a variable, in memory of the caller. NaN and infinities are written as system-missing.
using OutputCells = std::variant<std::span<const double>, std::span<const std::uint8_t>, std::span<const std::uint16_t>,
                                 const trade::TextColumn*>;

struct OutputVariable {
  std::string name;
  std::string label;
  OutputCells cells;
  int decimals = 0;               // of a numeric variable's print format
  int digits = 8;                 // width of a numeric variable's print format
  std::size_t minimum_width = 1;  // bytes of a string variable; it grows to its longest value
};

enum class SavCompression { none, rows, zlib };

struct OutputFile {
  std::string label;               // up to 64 bytes, UTF-8
  std::vector<std::string> notes;  // cut into lines of 80 bytes
  Moment created;                  // the stamp in the header, in its own offset
  SavCompression compression = SavCompression::rows;
  std::vector<OutputVariable> variables;
  /// Which rows of the cells to write, in which order; empty: all of the first variable's, in order.
  std::span<const std::uint32_t> order;
};

/// Writes `path` under another name in its folder, and renames it. Equal arguments give equal bytes, whatever the
/// process's time zone. `progress` is told the rows. Errors: write_failed, storage_full.
Result<void> write_sav(const std::filesystem::path& path, const OutputFile& file, Progress progress = {});

}  // namespace sipro::formats
