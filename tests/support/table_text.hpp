// Finished tables as lines of text, so that a test shows rows the way a reader sees them.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "support/dataset_builder.hpp"
#include "trade/cube.hpp"
#include "trade/tables.hpp"

namespace sipro::test {

/// "TOTAL | 1,50 | - | 0,00": absent is "-", a month that is still to come "", an exact zero "0".
inline std::string line(const std::vector<trade::Cell>& row) {
  std::string out;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) out += " | ";
    switch (row[i].kind) {
      case trade::Cell::Kind::text: out += row[i].text; break;
      case trade::Cell::Kind::number: out += row[i].number == 0 ? "0" : indonesian_number(row[i].number, 2); break;
      case trade::Cell::Kind::absent: out += "-"; break;
      case trade::Cell::Kind::not_yet: break;
    }
  }
  return out;
}

inline std::vector<std::string> lines(const trade::Table& table) {
  std::vector<std::string> out;
  for (const auto& row : table.rows) out.push_back(line(row));
  return out;
}

inline std::string labels(const trade::Table& table) {
  std::string out;
  for (const auto& column : table.columns) out += (out.empty() ? "" : " | ") + column.label;
  return out;
}

inline const trade::Table& table(const std::vector<trade::Table>& tables, std::string_view id) {
  for (const auto& candidate : tables) {
    if (candidate.id == id) return candidate;
  }
  throw std::out_of_range(std::string(id));
}

/// The notes but the source line, which every table has.
inline std::vector<std::string> own_notes(const trade::Table& table) {
  return {table.notes.begin(), table.notes.end() - 1};
}

inline trade::TableRequest request(trade::Period period) {
  return {period, "Kabupaten Karimun", parse_moment("2025-06-20T10:46:00+07:00").value(), {}};
}

inline trade::Cube cube_of(trade::Flow flow, const std::vector<Row>& rows) {
  return build_cube(DatasetBuilder(flow).add(rows).build(), 1);
}

inline std::vector<trade::Table> export_tables(const std::vector<Row>& rows, trade::Period period) {
  return flow_tables(cube_of(trade::Flow::ekspor, rows), request(period));
}

}  // namespace sipro::test
