// Workbooks (.xlsx) of tables. Numbers are true numbers, text is never a
// formula.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "base/moment.hpp"
#include "trade/table.hpp"

namespace sipro::formats {

/// Writes one table: sheet "Tabel 1", heading, bordered table, notes, A4 landscape. Any thread; many may write at once.
/// Equal arguments give equal bytes. Errors: write_failed, storage_full.
Result<void> write_table_workbook(const std::filesystem::path& path, const trade::Table& table, const Moment& created);

/// "1. Nilai Ekspor Menurut Sektor.xlsx"; a `/` of the title becomes `_`.
std::string table_file_name(const trade::Table& table);

}  // namespace sipro::formats
