#include "formats/sav_values.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "base/text.hpp"

namespace sipro::formats {
namespace {

using trade::SourceValue;

bool user_missing(const SavVariable& variable, double number) {
  std::size_t singles = 0;
  if (variable.missing_range) {
    if (number >= variable.missing[0] && number <= variable.missing[1]) return true;
    singles = 2;
  }
  return std::find(variable.missing.begin() + static_cast<std::ptrdiff_t>(singles), variable.missing.end(), number) !=
         variable.missing.end();
}

std::string plain_text(std::string text) {
  std::erase(text, '\0');
  text.resize(trim_padding(text).size());
  return text;
}

/// Labels of one variable: by the bits of the number, or by the text without padding.
class Labels {
 public:
  Labels(const SavDictionary& dictionary, const SavVariable& variable) {
    for (const std::uint32_t set : variable.label_sets) {
      for (const SavValueLabel& entry : dictionary.label_sets[set]) {
        if (!variable.numeric()) {
          by_text_[plain_text(entry.value)] = &entry.label;
        } else if (entry.value.size() == 8) {
          by_number_[std::bit_cast<double>(load_u64(entry.value.data(), dictionary.big_endian))] = &entry.label;
        }
      }
    }
  }
  [[nodiscard]] const std::string* of(double number) const { return find(by_number_, number); }
  [[nodiscard]] const std::string* of(const std::string& text) const { return find(by_text_, text); }

 private:
  template <class Map, class Key>
  static const std::string* find(const Map& map, const Key& key) {
    const auto found = map.find(key);
    return found == map.end() ? nullptr : found->second;
  }

  std::unordered_map<double, const std::string*> by_number_;
  std::unordered_map<std::string, const std::string*> by_text_;
};

SourceValue number_value(const SavDictionary& dictionary, const SavVariable& variable, std::uint64_t bits) {
  SourceValue value;
  if (bits == std::bit_cast<std::uint64_t>(dictionary.system_missing)) return value;
  value.number = std::bit_cast<double>(bits);
  value.kind = user_missing(variable, value.number) ? SourceValue::Kind::missing : SourceValue::Kind::number;
  return value;
}

SourceValue text_value(const SavVariable& variable, const std::string& raw, const Charset& charset) {
  SourceValue value;
  const bool missing = std::any_of(variable.missing_text.begin(), variable.missing_text.end(),
                                   [&raw](const std::string& text) { return plain_text(text) == raw; });
  value.kind = missing ? SourceValue::Kind::missing : SourceValue::Kind::text;
  auto converted = charset.to_utf8(raw);
  value.text = std::move(converted.text);
  value.recoded = converted.changed;
  return value;
}

/// Gives cells of equal text the code of the first. Padding by NUL or space, or two bytes for one character, may
/// differ.
void merge_equal(trade::SourceColumn& column) {
  std::unordered_map<std::string_view, std::uint32_t> first;
  std::vector<std::uint32_t> code_of(column.values.size());
  std::vector<std::uint32_t> kept;
  for (std::uint32_t code = 0; code < column.values.size(); ++code) {
    const auto [at, is_new] = first.emplace(column.values[code].text, static_cast<std::uint32_t>(kept.size()));
    code_of[code] = at->second;
    if (is_new) kept.push_back(code);
  }
  if (kept.size() == column.values.size()) return;
  trade::Codes codes = trade::Codes::sized(column.codes.size(), kept.size());
  for (std::size_t row = 0; row < column.codes.size(); ++row) codes.set(row, code_of[column.codes[row]]);
  column.codes = std::move(codes);
  std::vector<SourceValue> values;
  values.reserve(kept.size());
  for (const std::uint32_t code : kept) values.push_back(std::move(column.values[code]));
  column.values = std::move(values);
}

}  // namespace

void blank_missing(const SavVariable& variable, std::vector<double>& numbers) {
  if (variable.missing.empty()) return;
  for (double& number : numbers) {
    if (user_missing(variable, number)) number = std::numeric_limits<double>::quiet_NaN();
  }
}

trade::SourceColumn decode_cells(const SavDictionary& dictionary, const SavColumn& column, const Charset& charset,
                                 DistinctCells cells) {
  const SavVariable& variable = *column.variable;
  const Labels labels(dictionary, variable);
  trade::SourceColumn out;
  out.values.reserve(cells.distinct());
  for (std::size_t code = 0; code < cells.distinct(); ++code) {
    const std::string* label = nullptr;
    if (variable.numeric()) {
      out.values.push_back(number_value(dictionary, variable, cells.cell(code)[0]));
      label = labels.of(out.values.back().number);
    } else {
      const std::string raw = text_of(cells.cell(code), column);
      out.values.push_back(text_value(variable, raw, charset));
      label = labels.of(raw);
    }
    if (label != nullptr) out.values.back().label = charset.to_utf8(plain_text(*label)).text;
  }
  out.codes = std::move(cells.codes());
  if (!variable.numeric()) merge_equal(out);
  return out;
}

}  // namespace sipro::formats
