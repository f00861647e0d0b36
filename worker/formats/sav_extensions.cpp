// Records of type 7: what the file says beyond the variables themselves.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "base/text.hpp"
#include "formats/read_failure.hpp"
#include "formats/sav_records.hpp"

namespace sipro::formats {
namespace {

constexpr std::uint32_t kMachineIntegers = 3;
constexpr std::uint32_t kMachineFloats = 4;
constexpr std::uint32_t kLongNames = 13;
constexpr std::uint32_t kVeryLongStrings = 14;
constexpr std::uint32_t kRowCount64 = 16;
constexpr std::uint32_t kFileAttributes = 17;
constexpr std::uint32_t kVariableAttributes = 18;
constexpr std::uint32_t kCharset = 20;
constexpr std::uint32_t kLongStringLabels = 21;
constexpr std::uint32_t kLongStringMissing = 22;

constexpr std::uint32_t kIeee754 = 1;

using Extension = SavRecords::Extension;
/// Long names in upper case -> position in SavDictionary::variables.
using Names = std::unordered_map<std::string, std::size_t>;

/// Takes fields off the front of a record. A length beyond the record's end sets broken().
class Fields {
 public:
  Fields(std::string_view bytes, bool big_endian) : rest_(bytes), big_endian_(big_endian) {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }
  [[nodiscard]] bool broken() const { return broken_; }
  [[nodiscard]] std::string_view rest() const { return rest_; }

  std::string_view take(std::size_t count) {
    if (count > rest_.size()) {
      broken_ = true;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::uint32_t u32() {
    const std::string_view raw = take(4);
    return raw.size() == 4 ? load_u32(raw.data(), big_endian_) : 0;
  }
  std::string_view sized() { return take(u32()); }
  [[nodiscard]] std::uint32_t peek_u32() const { return rest_.size() < 4 ? 0 : load_u32(rest_.data(), big_endian_); }

 private:
  std::string_view rest_;
  bool big_endian_;
  bool broken_ = false;
};

std::string_view without_padding(std::string_view text) {
  const std::size_t last = text.find_last_not_of(std::string_view("\0 \t\r\n", 5));
  return last == std::string_view::npos ? std::string_view{} : text.substr(0, last + 1);
}

Result<void> machine_integers(const Extension& extension, SavDictionary& dictionary) {
  if (extension.size != 4 || extension.count != 8) return damaged("catatan mesin salah ukuran");
  const auto field = [&](std::size_t i) { return load_u32(extension.bytes.data() + 4 * i, dictionary.big_endian); };
  if (field(4) != kIeee754) return damaged("format bilangan salah");
  dictionary.code_page = static_cast<int>(field(7));
  return {};
}

Result<void> machine_floats(const Extension& extension, SavDictionary& dictionary) {
  if (extension.size != 8 || extension.count != 3) return damaged("catatan bilangan salah ukuran");
  Fields fields(extension.bytes, dictionary.big_endian);
  const std::uint64_t bits = load_u64(fields.take(8).data(), dictionary.big_endian);
  dictionary.system_missing = std::bit_cast<double>(bits);
  return {};
}

/// "SHORT1=Long name 1<TAB>SHORT2=..."
void long_names(const Extension& extension, SavDictionary& dictionary) {
  std::unordered_map<std::string, std::size_t> by_short_name;
  for (std::size_t i = 0; i < dictionary.variables.size(); ++i) {
    by_short_name.emplace(upper(dictionary.variables[i].short_name), i);
  }
  std::string_view rest = extension.bytes;
  while (!rest.empty()) {
    const std::string_view entry = rest.substr(0, rest.find('\t'));
    rest.remove_prefix(std::min(rest.size(), entry.size() + 1));
    const std::size_t equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    const auto found = by_short_name.find(upper(entry.substr(0, equals)));
    const std::string_view name = without_padding(entry.substr(equals + 1));
    if (found != by_short_name.end() && !name.empty()) dictionary.variables[found->second].name = std::string(name);
  }
}

/// "name('value'<LF>'value'<LF>)name(...)" up to the end or a slash; false where it is anything else.
bool skip_attributes(std::string_view& text) {
  while (!text.empty() && text.front() != '/') {
    const std::size_t open = text.find('(');
    if (open == 0 || open == std::string_view::npos) return false;
    text.remove_prefix(open + 1);
    do {
      const std::size_t line = text.find('\n');
      if (line == std::string_view::npos || line < 2 || text[0] != '\'' || text[line - 1] != '\'') return false;
      text.remove_prefix(line + 1);
      if (text.empty()) return false;
    } while (text.front() != ')');
    text.remove_prefix(1);
  }
  return true;
}

Result<void> check_file_attributes(const Extension& extension) {
  std::string_view text = without_padding(extension.bytes);
  if (!skip_attributes(text) || !text.empty()) return damaged("catatan atribut berkas salah");
  return {};
}

Result<void> check_variable_attributes(const Extension& extension) {
  std::string_view text = without_padding(extension.bytes);
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    if (colon == 0 || colon == std::string_view::npos) return damaged("catatan atribut variabel salah");
    text.remove_prefix(colon + 1);
    if (!skip_attributes(text)) return damaged("catatan atribut variabel salah");
    if (!text.empty()) text.remove_prefix(1);
  }
  return {};
}

SavVariable* find_text(SavDictionary& dictionary, const Names& names, std::string_view name) {
  const auto found = names.find(upper(trim_padding(name)));
  if (found == names.end()) return nullptr;
  SavVariable& variable = dictionary.variables[found->second];
  return variable.numeric() ? nullptr : &variable;
}

Result<void> long_string_labels(const Extension& extension, const Names& names, SavDictionary& dictionary) {
  Fields fields(extension.bytes, dictionary.big_endian);
  while (!fields.empty()) {
    const std::string_view name = fields.sized();
    fields.u32();  // the variable's width again
    const std::uint32_t count = fields.u32();
    std::vector<SavValueLabel> labels;
    for (std::uint32_t i = 0; i < count && !fields.broken(); ++i) {
      const std::string_view value = fields.sized();
      const std::string_view label = fields.sized();
      labels.push_back({std::string(value), std::string(label)});
    }
    if (fields.broken()) return damaged("label nilai teks panjang salah");
    SavVariable* variable = find_text(dictionary, names, name);
    if (variable == nullptr) continue;
    variable->label_sets.push_back(static_cast<std::uint32_t>(dictionary.label_sets.size()));
    dictionary.label_sets.push_back(std::move(labels));
  }
  return {};
}

Result<void> long_string_missing(const Extension& extension, const Names& names, SavDictionary& dictionary) {
  Fields fields(extension.bytes, dictionary.big_endian);
  while (!fields.empty()) {
    const std::string_view name = fields.sized();
    const std::string_view count = fields.take(1);
    const std::uint32_t length = fields.u32();
    if (fields.broken() || count[0] < 1 || count[0] > 3) return damaged("nilai hilang teks panjang salah");
    SavVariable* variable = find_text(dictionary, names, name);
    for (int i = 0; i < count[0]; ++i) {
      // Some writers repeat the length before each value.
      if (i > 0 && fields.peek_u32() == length) fields.u32();
      const std::string_view value = fields.take(length);
      if (fields.broken()) return damaged("nilai hilang teks panjang salah");
      if (variable != nullptr) variable->missing_text.emplace_back(value);
    }
  }
  return {};
}

Names names_of(const SavDictionary& dictionary) {
  Names names;
  for (std::size_t i = 0; i < dictionary.variables.size(); ++i) names.emplace(upper(dictionary.variables[i].name), i);
  return names;
}

/// Subtype 16: the row count where the header, of 32 bits, has none.
void row_count(const Extension& extension, const SavDictionary& dictionary, SavRecords& records) {
  if (extension.size != 8 || extension.count != 2 || records.header_rows >= 0) return;
  const auto rows = static_cast<std::int64_t>(load_u64(extension.bytes.data() + 8, dictionary.big_endian));
  if (rows >= 0) records.header_rows = rows;
}

}  // namespace

Result<std::map<std::string, std::size_t>> very_long_strings(const SavRecords& records) {
  std::map<std::string, std::size_t> widths;
  for (const Extension& extension : records.extensions) {
    if (extension.subtype != kVeryLongStrings) continue;
    // "SHORT1=00300<NUL><TAB>SHORT2=..."
    std::string_view rest = without_padding(extension.bytes);
    while (!rest.empty()) {
      const std::string_view whole = rest.substr(0, rest.find('\t'));
      rest.remove_prefix(std::min(rest.size(), whole.size() + 1));
      const std::string_view entry = without_padding(whole);
      const std::size_t equals = entry.find('=');
      if (equals == 0 || equals == std::string_view::npos) return damaged("panjang variabel teks panjang salah");
      std::size_t width = 0;
      const char* end = entry.data() + entry.size();
      const auto parsed = std::from_chars(entry.data() + equals + 1, end, width);
      if (parsed.ec != std::errc{} || parsed.ptr != end || width == 0 || width > kLongestString) {
        return damaged("panjang variabel teks panjang salah");
      }
      widths[upper(entry.substr(0, equals))] = width;
    }
  }
  return widths;
}

Result<void> apply_extensions(SavRecords& records, SavDictionary& dictionary) {
  for (const Extension& extension : records.extensions) {
    if (extension.subtype == kLongNames) long_names(extension, dictionary);
  }
  const Names names = names_of(dictionary);
  for (const Extension& extension : records.extensions) {
    Result<void> done;
    switch (extension.subtype) {
      case kMachineIntegers: done = machine_integers(extension, dictionary); break;
      case kMachineFloats: done = machine_floats(extension, dictionary); break;
      case kRowCount64: row_count(extension, dictionary, records); break;
      case kFileAttributes: done = check_file_attributes(extension); break;
      case kVariableAttributes: done = check_variable_attributes(extension); break;
      case kCharset: dictionary.charset_name = std::string(without_padding(extension.bytes)); break;
      case kLongStringLabels: done = long_string_labels(extension, names, dictionary); break;
      case kLongStringMissing: done = long_string_missing(extension, names, dictionary); break;
      default: break;
    }
    if (!done) return done;
  }
  return {};
}

}  // namespace sipro::formats
