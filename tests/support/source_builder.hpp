// Source files for tests of the rules, cell by cell, without any file format.
#pragma once

#include <limits>
#include <map>
#include <string>
#include <vector>

#include "trade/cleaning.hpp"

namespace sipro::test {

/// A cell: text, a number, or missing (default).
struct SourceCell {
  trade::SourceValue value;

  SourceCell() = default;
  SourceCell(const char* text) { set_text(text); }         // NOLINT: tables of cells read best without casts
  SourceCell(const std::string& text) { set_text(text); }  // NOLINT
  SourceCell(double number) {                              // NOLINT
    value.kind = trade::SourceValue::Kind::number;
    value.number = number;
  }

 private:
  void set_text(const std::string& text) {
    value.kind = trade::SourceValue::Kind::text;
    value.text = text;
  }
};

using SourceRow = std::map<std::string, SourceCell>;

/// A row that breaks no rule; `changes` replace or add cells.
inline SourceRow clean_row(const SourceRow& changes = {}) {
  SourceRow row = {{"BULAN", 4.0},          {"TAHUN", 2025.0}, {"PELABUHAN", "21248"},
                   {"HS", "03022900"},      {"NEGARA", "124"}, {"BERAT", 29890.0},
                   {"NILAI", 1000.0},       {"HSDUA", "03"},   {"PELABUHAN1", "TANJUNG BALAI KARIMUN"},
                   {"NEGARA2", "Malaysia"}, {"HS2", "Ikan"},   {"JENIS", "NON MIGAS"},
                   {"SEKTOR", "PERTANIAN"}};
  for (const auto& [name, cell] : changes) row[name] = cell;
  return row;
}

/// A file of the rows; its variables are those of the first row.
inline trade::SourceInput source_file(const std::string& name, const std::vector<SourceRow>& rows) {
  trade::SourceFile file;
  file.name = name;
  file.rows = rows.size();
  for (const auto& cell : rows.front()) file.names.push_back(cell.first);
  file.map = trade::map_variables(file.names, std::nullopt);
  for (const auto& variable : trade::variables()) {
    const auto position = file.map.position[index(variable.variable)];
    if (!position) continue;
    trade::SourceColumn column;
    column.name = file.names[*position];
    for (const SourceRow& row : rows) {
      column.codes.push_back(static_cast<std::uint32_t>(column.values.size()));
      const auto cell = row.find(column.name);
      column.values.push_back(cell == row.end() ? trade::SourceValue{} : cell->second.value);
    }
    file.columns[index(variable.variable)] = std::move(column);
  }
  return {std::move(file), std::nullopt};
}

inline trade::CleaningOptions options() {
  trade::CleaningOptions options;
  options.last_year = 2026;
  return options;
}

}  // namespace sipro::test
