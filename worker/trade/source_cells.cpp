#include "trade/source_cells.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/text.hpp"

namespace sipro::trade {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

const SourceValue& missing_value() {
  static const SourceValue kMissing;
  return kMissing;
}

/// The shortest digits that give the number back.
std::string shortest(double number) {
  std::array<char, 400> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return {buffer.data(), end.ptr};
}

std::string code_text(double number, std::size_t width) {
  constexpr double kLargestCode = 1e15;  // beyond it doubles no longer hold every integer
  if (std::isfinite(number) && number == std::trunc(number) && std::abs(number) < kLargestCode) {
    std::string digits = std::to_string(static_cast<std::int64_t>(number));
    if (number >= 0 && digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return digits;
  }
  std::string text = shortest(number);
  std::replace(text.begin(), text.end(), '.', ',');
  return text;
}

struct MonthName {
  std::string_view name;
  std::uint8_t month;
};

// Indonesian and English names, whole and cut to three letters.
constexpr std::array<MonthName, 38> kMonthNames = {{
    {"JANUARI", 1},   {"JANUARY", 1},   {"JAN", 1},       {"FEBRUARI", 2}, {"FEBRUARY", 2}, {"FEB", 2},
    {"MARET", 3},     {"MARCH", 3},     {"MAR", 3},       {"APRIL", 4},    {"APR", 4},      {"MEI", 5},
    {"MAY", 5},       {"JUNI", 6},      {"JUNE", 6},      {"JUN", 6},      {"JULI", 7},     {"JULY", 7},
    {"JUL", 7},       {"AGUSTUS", 8},   {"AUGUST", 8},    {"AGU", 8},      {"AGS", 8},      {"AUG", 8},
    {"SEPTEMBER", 9}, {"SEP", 9},       {"SEPT", 9},      {"OKTOBER", 10}, {"OCTOBER", 10}, {"OKT", 10},
    {"OCT", 10},      {"NOVEMBER", 11}, {"NOPEMBER", 11}, {"NOV", 11},     {"NOP", 11},     {"DESEMBER", 12},
    {"DECEMBER", 12}, {"DES", 12},
}};

}  // namespace

std::string text_of(const SourceValue& value, std::size_t width) {
  switch (value.kind) {
    case SourceValue::Kind::missing: return {};
    case SourceValue::Kind::number: return code_text(value.number, width);
    case SourceValue::Kind::text: return collapse_blanks(value.text);
  }
  return {};
}

std::string named_text_of(const SourceValue& value) {
  return value.kind == SourceValue::Kind::number ? label_or_text_of(value) : text_of(value, 0);
}

std::string label_or_text_of(const SourceValue& value) {
  const bool labelled = value.kind != SourceValue::Kind::missing && !value.label.empty();
  return labelled ? collapse_blanks(value.label) : text_of(value, 0);
}

bool text_changed(const SourceValue& value) {
  if (value.kind != SourceValue::Kind::text) return false;
  return value.recoded || collapse_blanks(value.text) != trim_padding(value.text);
}

double number_of(const SourceValue& value) {
  if (value.kind == SourceValue::Kind::number) return value.number;
  if (value.kind == SourceValue::Kind::missing) return kNaN;
  std::string text = collapse_blanks(value.text);
  if (text.find('.') == std::string::npos && std::count(text.begin(), text.end(), ',') == 1) {
    std::replace(text.begin(), text.end(), ',', '.');
  }
  const char* begin = text.c_str() + (text.starts_with('+') ? 1 : 0);
  const char* end = text.c_str() + text.size();
  double number = kNaN;
  const auto parsed = std::from_chars(begin, end, number);
  return parsed.ec == std::errc() && parsed.ptr == end ? number : kNaN;
}

std::uint8_t month_of(const SourceValue& value) {
  const double number = number_of(value);
  if (number >= 1 && number <= 12 && number == std::trunc(number)) return static_cast<std::uint8_t>(number);
  if (value.kind != SourceValue::Kind::text) return 0;
  const std::string name = upper(collapse_blanks(value.text));
  for (const auto& known : kMonthNames) {
    if (known.name == name) return known.month;
  }
  return 0;
}

std::uint16_t year_of(const SourceValue& value, int last_year) {
  const double number = number_of(value);
  const bool valid = number >= 2000 && number <= last_year && number == std::trunc(number);
  return valid ? static_cast<std::uint16_t>(number) : std::uint16_t{0};
}

CodedCells::CodedCells(const SourceFile& file, Variable variable) {
  const auto& column = file.column(variable);
  if (!column) {
    values_ = {&missing_value(), 1};
    return;
  }
  codes_ = &column->codes;
  values_ = column->values;
}

NumberCells::NumberCells(const SourceFile& file, Variable variable) {
  const auto& column = file.column(variable);
  if (!column) {
    by_code_ = {kNaN};
  } else if (column->plain()) {
    plain_ = column->numbers.data();
  } else {
    codes_ = &column->codes;
    for (const SourceValue& value : column->values) by_code_.push_back(number_of(value));
  }
}

std::string shown_cell(const SourceFile& file, Variable variable, std::size_t row) {
  const auto& column = file.column(variable);
  if (!column) return {};
  if (column->plain()) return std::isnan(column->numbers[row]) ? std::string() : shortest(column->numbers[row]);
  const SourceValue& value = column->values[column->codes[row]];
  switch (value.kind) {
    case SourceValue::Kind::missing: return {};
    case SourceValue::Kind::number: return shortest(value.number);
    case SourceValue::Kind::text: return value.text;
  }
  return {};
}

}  // namespace sipro::trade
