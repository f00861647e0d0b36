#include "support/sav_bytes.hpp"

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace sipro::test {
namespace {

constexpr int kSegment = 255;
constexpr int kEffective = 252;
constexpr std::size_t kSegmentStored = 256;

template <class Integer>
std::string stored(Integer value, bool big_endian) {
  std::string out(sizeof value, '\0');
  std::memcpy(out.data(), &value, sizeof value);
  if (big_endian) std::reverse(out.begin(), out.end());
  return out;
}

double loaded(std::string bytes, bool big_endian) {
  if (big_endian) std::reverse(bytes.begin(), bytes.end());
  double value = 0;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

std::size_t up_to_8(std::size_t bytes) { return (bytes + 7) / 8 * 8; }

/// Widths of the records that a variable is made of.
std::vector<int> segment_widths(const SavVariableSpec& variable) {
  if (variable.width <= kSegment) return {variable.width};
  const int count = (variable.width + kEffective - 1) / kEffective;
  std::vector<int> widths(static_cast<std::size_t>(count), kSegment);
  widths.back() = variable.width - (count - 1) * kEffective;
  return widths;
}

/// A string's bytes as a case holds them.
std::string text_elements(const SavVariableSpec& variable, std::string_view text) {
  const std::vector<int> widths = segment_widths(variable);
  std::string out;
  for (const int width : widths) {
    const auto part = text.substr(0, std::min<std::size_t>(text.size(), static_cast<std::size_t>(width)));
    const std::size_t room =
        widths.size() > 1 && width == kSegment ? kSegmentStored : up_to_8(static_cast<std::size_t>(width));
    out += padded(part, room);
    text.remove_prefix(part.size());
  }
  return out;
}

}  // namespace

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  out.resize(width, ' ');
  return out;
}

std::string SavBytes::i32(std::int64_t value) const { return stored(static_cast<std::int32_t>(value), big_endian); }
std::string SavBytes::i64(std::int64_t value) const { return stored(value, big_endian); }
std::string SavBytes::number(double value) const { return stored(value, big_endian); }

std::string SavBytes::header() const {
  const int kind = compression == Compression::none ? 0 : compression == Compression::rows ? 1 : 2;
  std::string out = kind == 2 ? "$FL3" : "$FL2";
  out += padded("@(#) SPSS DATA FILE by hand", 60) + i32(2) + i32(-1) + i32(kind) + i32(0);
  out += i32(header_rows.value_or(static_cast<int>(rows.size()))) + number(bias);
  return out + padded(date, 9) + padded(time, 8) + padded(label, 64) + std::string(3, '\0');
}

std::string SavBytes::variable_records(const SavVariableSpec& variable, bool last) const {
  std::string out;
  std::vector<int> widths = unsegmented ? std::vector<int>{variable.width} : segment_widths(variable);
  if (last && last_segment_width && widths.size() > 1) widths.back() = *last_segment_width;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const int width = widths[i];
    const int format = width == 0 ? 0x050800 : 0x010000 | std::min(width, kSegment) << 8;
    const bool first = i == 0;
    const auto missing = static_cast<int>(variable.missing.size() + variable.missing_text.size());
    out += i32(2) + i32(width) + i32(first && !variable.label.empty() ? 1 : 0);
    out += i32(!first ? 0 : variable.missing_range ? -missing : missing) + i32(format) + i32(format);
    out += padded(first ? variable.name : variable.name.substr(0, 5) + std::to_string(i), 8);
    if (first && !variable.label.empty()) {
      const std::size_t bytes = variable.label.size();
      out += i32(static_cast<int>(bytes)) + padded(variable.label, (bytes + 3) / 4 * 4);
    }
    if (first) {
      for (const double value : variable.missing) out += number(value);
      for (const std::string& value : variable.missing_text) out += padded(value, 8);
    }
    int continuations = width > 0 && width <= kSegment ? (width - 1) / 8 : 0;
    if (last && drop_continuation) --continuations;
    for (int c = 0; c < continuations; ++c) out += i32(2) + i32(-1) + i32(0) + i32(0) + i32(0) + i32(0) + padded("", 8);
  }
  return out;
}

std::string SavBytes::label_records(const SavLabelSpec& set) const {
  std::string out = i32(3) + i32(static_cast<int>(set.labels.size()));
  for (const auto& [value, text] : set.labels) {
    const auto* number_value = std::get_if<double>(&value);
    out += number_value != nullptr ? number(*number_value) : padded(std::get<std::string>(value), 8);
    out += static_cast<char>(text.size());
    out += padded(text, up_to_8(text.size() + 1) - 1);
  }
  out += i32(4) + i32(static_cast<int>(set.elements.size()));
  for (const int element : set.elements) out += i32(element);
  return out;
}

std::string SavBytes::extension(int subtype, int size, std::string_view bytes) const {
  return i32(7) + i32(subtype) + i32(size) + i32(static_cast<int>(bytes.size()) / size) + std::string(bytes);
}

std::string SavBytes::dictionary() const {
  std::string out = header();
  for (std::size_t i = 0; i < variables.size(); ++i) out += variable_records(variables[i], i + 1 == variables.size());
  for (const SavLabelSpec& set : labels) out += label_records(set);
  if (!documents.empty()) {
    out += i32(6) + i32(static_cast<int>(documents.size()));
    for (const std::string& line : documents) out += padded(line, 80);
  }
  if (code_page != 0) {
    std::string fields;
    for (const int field : {20, 0, 0, -1, float_format, 1, big_endian ? 1 : 2, code_page}) fields += i32(field);
    out += extension(3, 4, fields);
  }
  std::string very_long_map;
  for (const SavVariableSpec& variable : variables) {
    if (variable.width <= kSegment) continue;
    std::string width = std::to_string(variable.width);
    very_long_map += variable.name + "=" + std::string(5 - width.size(), '0') + width + std::string("\0\t", 2);
  }
  very_long_map = very_long.value_or(very_long_map);
  if (!very_long_map.empty()) out += extension(14, 1, very_long_map);
  if (charset) out += extension(20, 1, *charset);
  for (const SavExtensionSpec& record : extensions) out += extension(record.subtype, record.size, record.bytes);
  return out + i32(999) + i32(0);
}

std::string SavBytes::elements() const {
  std::string out;
  for (const auto& row : rows) {
    for (std::size_t v = 0; v < row.size(); ++v) {
      const auto* text = std::get_if<std::string>(&row[v]);
      out += text != nullptr ? text_elements(variables[v], *text) : number(std::get<double>(row[v]));
    }
  }
  return out;
}

std::string SavBytes::row_compressed() const {
  const std::string plain = elements();
  const std::string missing = number(kSystemMissing);
  std::string out;
  std::string codes;
  std::string literals;
  const auto flush = [&] {
    codes.resize(8, '\0');
    out += codes + literals;
    codes.clear();
    literals.clear();
  };
  for (std::size_t at = 0; at < plain.size(); at += 8) {
    const std::string element = plain.substr(at, 8);
    int code = 253;
    if (element == missing) code = 255;
    if (element == "        ") code = 254;
    const double shifted = std::round(loaded(element, big_endian) + bias);
    if (code == 253 && shifted >= 1 && shifted <= 251 && element == number(shifted - bias))
      code = static_cast<int>(shifted);
    codes += static_cast<char>(code);
    if (code == 253) literals += element;
    if (codes.size() == 8) flush();
  }
  if (!codes.empty()) flush();
  return out;
}

std::string SavBytes::zlib_blocks(std::string_view plain, std::size_t start) const {
  std::string blocks;
  std::string table;
  std::size_t count = 0;
  const auto begin = static_cast<std::int64_t>(start);
  for (std::size_t at = 0; at < plain.size(); at += block_bytes, ++count) {
    const std::string_view part = plain.substr(at, block_bytes);
    uLongf bytes = compressBound(part.size());
    std::string packed(bytes, '\0');
    compress2(reinterpret_cast<Bytef*>(packed.data()), &bytes, reinterpret_cast<const Bytef*>(part.data()), part.size(),
              6);
    packed.resize(bytes);
    table += i64(begin + static_cast<std::int64_t>(at)) + i64(begin + 24 + static_cast<std::int64_t>(blocks.size()));
    table += i32(static_cast<std::int64_t>(part.size())) + i32(static_cast<std::int64_t>(packed.size()));
    blocks += packed;
  }
  if (corrupt_block && !blocks.empty()) blocks[blocks.size() / 2] ^= 0x55;
  const std::int64_t trailer = begin + 24 + static_cast<std::int64_t>(blocks.size());
  const auto trailer_bytes = static_cast<std::int64_t>(24 + table.size());
  return i64(begin + zlib_offset_error) + i64(trailer) + i64(trailer_bytes) + blocks +
         i64(static_cast<std::int64_t>(-bias) + zlib_bias_error) + i64(0) +
         i32(static_cast<std::int64_t>(block_bytes)) + i32(static_cast<std::int64_t>(count)) + table;
}

std::string SavBytes::build() const {
  const std::string head = dictionary();
  switch (compression) {
    case Compression::none: return head + elements();
    case Compression::rows: return head + row_compressed();
    case Compression::zlib: break;
  }
  return head + zlib_blocks(row_compressed(), head.size());
}

}  // namespace sipro::test
