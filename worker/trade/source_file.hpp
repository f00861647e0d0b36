// A statistics file as it was read, before any rule: what the readers of `formats` give and the cleaning takes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "trade/columns.hpp"
#include "trade/variables.hpp"

namespace sipro::trade {

/// A distinct value of a variable of the file.
struct SourceValue {
  enum class Kind : unsigned char { missing, number, text };

  Kind kind = Kind::missing;  // system-missing and user-missing; empty text is text
  bool recoded = false;       // text whose bytes changed when its charset was turned to UTF-8
  double number = 0;          // kind number
  std::string text;           // kind text: UTF-8, without the trailing spaces of fixed-width strings
  std::string label;          // value label, UTF-8; empty: none
};

/// One variable of the file. Either plain numbers (asked for so, numeric in the file), or codes into distinct values.
struct SourceColumn {
  std::string name;             // as the file writes it
  std::vector<double> numbers;  // NaN: missing (system- or user-missing); empty when coded
  Codes codes;
  std::vector<SourceValue> values;  // empty when plain numbers

  [[nodiscard]] bool plain() const { return values.empty(); }
};

struct SourceFile {
  std::string name;  // as reports show it
  std::string path;  // as given
  std::string sha256;
  std::string format;      // "sav", "zsav", "por" or "dta"
  std::string charset;     // "UTF-8", "windows-1252", ...
  std::string file_label;  // UTF-8, trimmed
  std::uint64_t rows = 0;
  std::vector<std::string> names;  // all variables of the file, in its order
  VariableMap map;
  std::array<std::optional<SourceColumn>, kVariableCount> columns;

  [[nodiscard]] const std::optional<SourceColumn>& column(Variable variable) const { return columns[index(variable)]; }
};

}  // namespace sipro::trade
