#include "formats/sav_records.hpp"

#include <bit>
#include <cfloat>
#include <cmath>
#include <cstring>

#include "base/text.hpp"
#include "formats/read_failure.hpp"

namespace sipro::formats {
namespace {

constexpr std::int32_t kVariable = 2;
constexpr std::int32_t kValueLabels = 3;
constexpr std::int32_t kLabelVariables = 4;
constexpr std::int32_t kDocuments = 6;
constexpr std::int32_t kExtension = 7;
constexpr std::int32_t kEnd = 999;

constexpr std::int32_t kDocumentLine = 80;

Result<void> read_variable(FileCursor& cursor, SavRecords& records) {
  SavRecords::Element element;
  element.width = cursor.i32();
  const std::int32_t has_label = cursor.i32();
  const std::int32_t missing = cursor.i32();
  cursor.skip(8);  // print and write formats
  element.name = std::string(trim_padding(cursor.bytes(8)));
  if (has_label != 0 && has_label != 1) return damaged("tanda label variabel salah");
  if (has_label == 1) {
    const auto length = static_cast<std::uint32_t>(cursor.i32());
    element.label = cursor.bytes((std::uint64_t{length} + 3) / 4 * 4);
    if (!cursor.exhausted()) element.label.resize(length);
  }
  if (missing < -3 || missing > 3 || missing == -1) return damaged("jumlah nilai hilang suatu variabel salah");
  element.missing_range = missing < 0;
  for (int i = 0; i < std::abs(missing); ++i) element.missing.push_back(cursor.bytes(8));
  if (cursor.exhausted()) return truncated();
  if (element.width > 255) return damaged("lebar variabel teks lebih dari 255");
  if (element.width < -1) return damaged("lebar suatu variabel salah");
  if (element.width > 0 && element.missing_range) return damaged("rentang nilai hilang pada variabel teks");
  records.elements.push_back(std::move(element));
  return {};
}

Result<void> read_value_labels(FileCursor& cursor, SavDictionary& dictionary, SavRecords& records) {
  std::vector<SavValueLabel> labels;
  const auto count = static_cast<std::uint32_t>(cursor.i32());
  for (std::uint32_t i = 0; i < count; ++i) {
    SavValueLabel entry;
    entry.value = cursor.bytes(8);
    const std::size_t length = cursor.u8();
    entry.label = cursor.bytes((length + 8) / 8 * 8 - 1);
    if (cursor.exhausted()) return truncated();
    entry.label.resize(length);
    labels.push_back(std::move(entry));
  }
  const std::int32_t next = cursor.i32();
  const auto uses = static_cast<std::uint32_t>(cursor.i32());
  if (cursor.exhausted()) return truncated();
  if (next != kLabelVariables || uses == 0) return damaged("daftar label nilai tanpa variabelnya");
  const auto set = static_cast<std::uint32_t>(dictionary.label_sets.size());
  dictionary.label_sets.push_back(std::move(labels));
  for (std::uint32_t i = 0; i < uses; ++i) {
    const auto element = static_cast<std::uint32_t>(cursor.i32());
    if (cursor.exhausted()) return truncated();
    if (element == 0 || element > records.elements.size() || records.elements[element - 1].width < 0) {
      return damaged("label nilai menunjuk variabel yang tidak ada");
    }
    records.elements[element - 1].label_sets.push_back(set);
  }
  return {};
}

Result<void> read_documents(FileCursor& cursor, SavDictionary& dictionary) {
  const auto lines = static_cast<std::uint32_t>(cursor.i32());
  for (std::uint32_t i = 0; i < lines; ++i) {
    std::string line = cursor.bytes(kDocumentLine);
    if (cursor.exhausted()) return truncated();
    dictionary.documents.emplace_back(trim_padding(line));
  }
  return {};
}

Result<void> read_extension(FileCursor& cursor, SavRecords& records) {
  SavRecords::Extension extension;
  extension.subtype = static_cast<std::uint32_t>(cursor.i32());
  extension.size = static_cast<std::uint32_t>(cursor.i32());
  extension.count = static_cast<std::uint32_t>(cursor.i32());
  extension.bytes = cursor.bytes(std::uint64_t{extension.size} * extension.count);
  if (cursor.exhausted()) return truncated();
  records.extensions.push_back(std::move(extension));
  return {};
}

/// Elements that follow a string of `width` bytes in its own segment.
std::size_t continuations(int width) { return width > 0 ? (static_cast<std::size_t>(width) - 1) / 8 : 0; }

/// Every string is followed by just the continuations that its width asks for.
bool continuations_hold(const SavRecords& records) {
  std::size_t due = 0;
  for (const SavRecords::Element& element : records.elements) {
    const bool continues = element.width < 0;
    if (continues != (due > 0)) return false;
    due = continues ? due - 1 : continuations(element.width);
  }
  return due == 0;
}

/// Checks the segments of a very long string of `width` bytes that starts at `first`; returns its number of elements.
Result<std::size_t> check_segments(const SavRecords& records, std::size_t first, std::size_t width) {
  const std::size_t segments =
      width <= kSegmentBytes ? 1 : (width + kSegmentEffectiveBytes - 1) / kSegmentEffectiveBytes;
  std::size_t at = first;
  for (std::size_t segment = 0; segment < segments; ++segment) {
    const std::size_t expected = segment + 1 < segments ? kSegmentBytes : width - segment * kSegmentEffectiveBytes;
    if (at >= records.elements.size()) return damaged("potongan variabel teks panjang tidak lengkap");
    const int actual = records.elements[at].width;
    if (actual <= 0 || (static_cast<std::size_t>(actual) + 7) / 8 != (expected + 7) / 8) {
      return damaged("lebar potongan variabel teks panjang salah");
    }
    at += 1 + continuations(actual);
  }
  return at - first;
}

void take_missing(const SavRecords::Element& element, bool big_endian, SavVariable& variable) {
  variable.missing_range = element.missing_range;
  for (const std::string& value : element.missing) {
    if (variable.numeric()) {
      variable.missing.push_back(std::bit_cast<double>(load_u64(value.data(), big_endian)));
    } else {
      variable.missing_text.push_back(value);
    }
  }
}

}  // namespace

Result<void> read_header(FileCursor& cursor, SavDictionary& dictionary, SavRecords& records) {
  cursor.seek(0);
  const std::string magic = cursor.bytes(4);
  cursor.skip(60);  // the program that wrote the file
  const std::string layout = cursor.bytes(4);
  if (cursor.exhausted()) return truncated();
  const auto is_layout = [](std::uint32_t code) { return code == 2 || code == 3; };
  dictionary.big_endian = !is_layout(load_u32(layout.data(), false));
  if (dictionary.big_endian && !is_layout(load_u32(layout.data(), true))) return damaged("kode susunan berkas salah");
  cursor.set_big_endian(dictionary.big_endian);
  cursor.skip(4);  // case size: many writers put anything here
  const std::int32_t compression = cursor.i32();
  cursor.skip(4);  // weight variable
  records.header_rows = cursor.i32();
  dictionary.bias = cursor.number();
  cursor.skip(17);  // date and time, which real files fill with anything
  const std::string label = cursor.bytes(64);
  cursor.skip(3);
  if (cursor.exhausted()) return truncated();
  dictionary.file_label = std::string(trim_padding(label));
  const bool zlib = magic == "$FL3";
  if (compression < 0 || compression > 2 || zlib != (compression == 2)) return damaged("jenis pemampatan salah");
  dictionary.encoding = zlib ? SavEncoding::zlib : compression == 1 ? SavEncoding::rows : SavEncoding::plain;
  if (!std::isfinite(dictionary.bias)) return damaged("format bilangan salah");
  if (records.header_rows < -1) return damaged("jumlah baris salah");
  dictionary.system_missing = -DBL_MAX;
  return {};
}

Result<void> read_records(FileCursor& cursor, SavDictionary& dictionary, SavRecords& records) {
  for (;;) {
    const std::int32_t kind = cursor.i32();
    if (cursor.exhausted()) return truncated();
    Result<void> done;
    switch (kind) {
      case kVariable: done = read_variable(cursor, records); break;
      case kValueLabels: done = read_value_labels(cursor, dictionary, records); break;
      case kDocuments: done = read_documents(cursor, dictionary); break;
      case kExtension: done = read_extension(cursor, records); break;
      case kEnd:
        cursor.skip(4);
        dictionary.data_start = cursor.position();
        if (cursor.exhausted()) return truncated();
        return {};
      default: return damaged("jenis catatan tidak dikenal");
    }
    if (!done) return done;
  }
}

Result<void> build_variables(const SavRecords& records, SavDictionary& dictionary) {
  const auto long_strings = very_long_strings(records);
  if (!long_strings) return long_strings.error();
  if (!continuations_hold(records)) return damaged("sambungan variabel teks tidak lengkap");
  std::size_t found = 0;
  for (std::size_t at = 0; at < records.elements.size();) {
    const SavRecords::Element& element = records.elements[at];
    SavVariable variable;
    variable.name = variable.short_name = element.name;
    if (variable.name.empty()) return damaged("nama suatu variabel kosong");
    variable.label = element.label;
    variable.width = static_cast<std::size_t>(element.width);
    variable.first_element = at;
    variable.elements = 1 + continuations(element.width);
    variable.label_sets = element.label_sets;
    take_missing(element, dictionary.big_endian, variable);
    if (const auto very_long = long_strings->find(upper(element.name)); very_long != long_strings->end()) {
      const auto elements = check_segments(records, at, very_long->second);
      if (!elements) return elements.error();
      variable.width = very_long->second;
      variable.elements = *elements;
      ++found;
    }
    at += variable.elements;
    dictionary.variables.push_back(std::move(variable));
  }
  if (found < long_strings->size()) return damaged("variabel teks panjang tidak ditemukan");
  if (dictionary.variables.empty()) return damaged("tidak ada variabel");
  dictionary.case_elements = records.elements.size();
  return {};
}

}  // namespace sipro::formats
