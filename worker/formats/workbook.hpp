// Workbooks (.xlsx) of tables and of the report, through libxlsxwriter. Numbers are true numbers, text is never a
// formula.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/moment.hpp"
#include "trade/table.hpp"

namespace sipro::formats {

/// Writes one table: sheet "Tabel 1", heading, bordered table, notes, A4 landscape. Any thread; many may write at once.
/// Equal arguments give equal bytes. Errors: write_failed, storage_full.
Result<void> write_table_workbook(const std::filesystem::path& path, const trade::Table& table, const Moment& created);

/// "1. Nilai Ekspor Menurut Sektor.xlsx"; a `/` of the title becomes `_`.
std::string table_file_name(const trade::Table& table);

/// A plain listing of the report: a title, a head, typed cells.
struct Sheet {
  using Value =
      std::variant<std::monostate, std::string, double, std::uint64_t>;  // double: two decimals; uint64: a count

  std::string name;   // up to 31 characters
  std::string title;  // first row, bold; may be empty
  std::vector<std::string> head;
  std::vector<std::vector<Value>> rows;
  std::vector<std::string> notes;
};

/// Errors: write_failed, storage_full.
Result<void> write_sheets(const std::filesystem::path& path, const std::vector<Sheet>& sheets, const Moment& created);

}  // namespace sipro::formats
