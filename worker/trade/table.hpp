// A finished table: what the page, the workbooks and tables.json show. Numbers are unrounded.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sipro::trade {

enum class ColumnKind { text, value, percent };

struct Column {
  std::string label;  // "Jan - Apr 2025"
  ColumnKind kind = ColumnKind::text;
};

struct Cell {
  enum class Kind : unsigned char {
    text,
    number,
    absent,   // no data or not computable: shown as `-`, in balance tables as an empty cell
    not_yet,  // a month after the one asked for: always an empty cell
  };

  Kind kind = Kind::absent;
  double number = 0;  // million US$, thousand tonnes or percent
  std::string text;

  static Cell of(std::string text) { return {Kind::text, 0, std::move(text)}; }
  static Cell of(double number) { return {Kind::number, number, {}}; }
  static Cell absent() { return {}; }
  static Cell not_yet() { return {Kind::not_yet, 0, {}}; }
};

/// The set that a table belongs to; the words that files and folders use follow from it.
enum class TableSet { ekspor, impor, neraca };

constexpr std::string_view to_string(TableSet set) {
  return set == TableSet::ekspor ? "ekspor" : set == TableSet::impor ? "impor" : "neraca";
}
/// "Ekspor", "Impor", "Neraca Perdagangan".
constexpr std::string_view folder_name(TableSet set) {
  return set == TableSet::ekspor ? "Ekspor" : set == TableSet::impor ? "Impor" : "Neraca Perdagangan";
}

struct Table {
  std::string id;  // "E01"
  TableSet set = TableSet::ekspor;
  int number = 0;       // 1..15, balance 1..3
  std::string title;    // "Nilai Ekspor Menurut Sektor"
  std::string heading;  // "Tabel 1. Nilai Ekspor Menurut Sektor, Kabupaten Karimun, April 2025 (Juta US$)"
  std::string unit;     // "juta US$" or "ribu ton"
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  // each as long as columns
  std::vector<std::string> notes;       // the source line is the last

  /// Absent cells are empty and an exact zero of value is 0,00; elsewhere both show `-`.
  [[nodiscard]] bool balance() const { return set == TableSet::neraca; }
};

}  // namespace sipro::trade
