// Writes rows.bin: clean rows column by column, for paging, sorting and searching without the statistics file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "storage/rows_format.hpp"

namespace sipro::storage {

/// Fills `cells` with those of the rows from `first` on.
template <class Cell>
using FillCells = std::function<void(std::size_t first, std::span<Cell> cells)>;

/// Cells that are values[code]; `values` may be in any order, hold equal texts, and texts that no row has.
struct TextCells {
  const std::vector<std::string>* values = nullptr;  // UTF-8; outlives the writing
  FillCells<std::uint32_t> codes;
};
/// NaN, and what is not finite, is missing.
struct RealCells {
  FillCells<double> numbers;
};
struct WholeCells {
  FillCells<std::uint32_t> numbers;
};

struct RowsColumn {
  std::string name;   // "PELABUHAN1"
  std::string label;  // "Nama pelabuhan"
  std::variant<TextCells, RealCells, WholeCells> cells;
};

/// Writes a new file; it is not synced: whoever publishes its folder does that. What failed is removed. Equal arguments
/// give equal bytes. Errors: storage_full, storage_unavailable, already_exists.
Result<void> write_rows(const std::filesystem::path& path, std::size_t row_count, std::span<const RowsColumn> columns);

}  // namespace sipro::storage
