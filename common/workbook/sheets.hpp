// Workbooks (.xlsx) of plain listings. Numbers are true numbers, text is never a formula. Any thread; many may write at
// once. Equal arguments give equal bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/moment.hpp"

namespace sipro::workbook {

/// A plain listing: a title, a head, typed cells.
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

}  // namespace sipro::workbook
