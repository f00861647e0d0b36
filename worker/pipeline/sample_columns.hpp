// The columns of one synthetic file while it grows row by row.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "trade/columns.hpp"
#include "trade/variables.hpp"

namespace sipro::pipeline {

/// A text column that knows the code of each of its values.
class TextBuilder {
 public:
  /// The code of `value`, a new one when it is not there yet.
  std::uint32_t code(std::string_view value) {
    const auto [entry, added] =
        codes_.try_emplace(std::string(value), static_cast<std::uint32_t>(column_.values.size()));
    if (added) column_.values.emplace_back(value);
    return entry->second;
  }

  [[nodiscard]] const std::string& value(std::uint32_t code) const { return column_.values[code]; }
  void append(std::uint32_t code) { column_.codes.push_back(code); }
  void reserve(std::size_t rows) { column_.codes.reserve(rows); }
  [[nodiscard]] const trade::TextColumn& column() const { return column_; }

 private:
  trade::TextColumn column_;
  std::unordered_map<std::string, std::uint32_t> codes_;
};

struct SampleRow {
  std::uint8_t month = 0;
  std::uint16_t year = 0;
  double weight_kg = 0;                                     // NaN: missing
  double value_usd = 0;                                     // NaN: missing
  std::array<std::uint32_t, trade::kVariableCount> code{};  // of the text variables, indexed by Variable

  [[nodiscard]] std::uint32_t& operator[](trade::Variable variable) { return code[index(variable)]; }
  [[nodiscard]] std::uint32_t operator[](trade::Variable variable) const { return code[index(variable)]; }
};

struct SampleColumns {
  std::vector<std::uint8_t> month;
  std::vector<std::uint16_t> year;
  std::vector<double> weight_kg;
  std::vector<double> value_usd;
  std::array<TextBuilder, trade::kVariableCount> text;  // indexed by Variable; number variables stay empty
  std::vector<trade::Variable> kept;                    // the text variables that rows are appended to

  [[nodiscard]] TextBuilder& operator[](trade::Variable variable) { return text[index(variable)]; }
  [[nodiscard]] const TextBuilder& operator[](trade::Variable variable) const { return text[index(variable)]; }
  [[nodiscard]] std::size_t rows() const { return month.size(); }

  void reserve(std::size_t rows) {
    month.reserve(rows);
    year.reserve(rows);
    weight_kg.reserve(rows);
    value_usd.reserve(rows);
    for (const auto variable : kept) (*this)[variable].reserve(rows);
  }

  void append(const SampleRow& row) {
    month.push_back(row.month);
    year.push_back(row.year);
    weight_kg.push_back(row.weight_kg);
    value_usd.push_back(row.value_usd);
    for (const auto variable : kept) (*this)[variable].append(row[variable]);
  }
};

}  // namespace sipro::pipeline
