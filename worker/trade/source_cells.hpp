// Reading the cells of a source file as the domain means them: text, numbers, months and years.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "trade/source_file.hpp"

namespace sipro::trade {

/// Text of a value: trimmed, blanks collapsed, missing is empty. A number is written without decimals, with zeros in
/// front up to `width` (the zeros that a numeric code lost); one that is no integer keeps a decimal comma, so that it
/// is no code.
std::string text_of(const SourceValue& value, std::size_t width);

/// The label of a labelled number, else the text: of variables that are names, not codes.
std::string named_text_of(const SourceValue& value);

/// The label where there is one, else the text: JENIS and SEKTOR.
std::string label_or_text_of(const SourceValue& value);

/// True when the text lost or changed bytes: blanks trimmed in front or collapsed, another charset. Padding does not
/// count.
bool text_changed(const SourceValue& value);

/// The number of a value; text is read with a decimal point or comma and no thousands separators. NaN: missing or no
/// number.
double number_of(const SourceValue& value);

/// 1..12 of a number, a text such as "04", or a month's Indonesian or English name; 0: no month.
std::uint8_t month_of(const SourceValue& value);

/// A year of 2000..last_year; 0: none.
std::uint16_t year_of(const SourceValue& value, int last_year);

/// The coded cells of a variable; a variable that the file lacks is one missing value in every row.
class CodedCells {
 public:
  CodedCells(const SourceFile& file, Variable variable);

  [[nodiscard]] std::uint32_t code(std::size_t row) const { return codes_ == nullptr ? 0 : (*codes_)[row]; }
  [[nodiscard]] const Codes* codes() const { return codes_; }
  [[nodiscard]] std::span<const SourceValue> values() const { return values_; }

  /// A table by code.
  template <class T, class Make>
  [[nodiscard]] std::vector<T> table(const Make& make) const {
    std::vector<T> out;
    out.reserve(values_.size());
    for (const SourceValue& value : values_) out.push_back(make(value));
    return out;
  }

 private:
  const Codes* codes_ = nullptr;
  std::span<const SourceValue> values_;
};

/// The numbers of BERAT or NILAI, whether the file has them as numbers or as text. NaN: missing.
class NumberCells {
 public:
  NumberCells(const SourceFile& file, Variable variable);

  double operator[](std::size_t row) const {
    if (plain_ != nullptr) return plain_[row];
    return by_code_[codes_ == nullptr ? 0 : (*codes_)[row]];
  }

 private:
  const double* plain_ = nullptr;
  const Codes* codes_ = nullptr;
  std::vector<double> by_code_;
};

/// A cell as the file has it, for the report; missing is empty.
std::string shown_cell(const SourceFile& file, Variable variable, std::size_t row);

}  // namespace sipro::trade
