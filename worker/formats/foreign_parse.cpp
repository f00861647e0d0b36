#include "formats/foreign_parse.hpp"

#include <locale.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <new>

#include "base/text.hpp"
#include "formats/por_head.hpp"
#include "formats/read_failure.hpp"

namespace sipro::formats {
namespace {

constexpr std::size_t kBuffer = 64 * 1024;
/// From this version on a .dta is in sections between tags, each found by its own offset.
constexpr int kFirstTaggedDta = 117;
/// From this version on label tables have names of 33 bytes.
constexpr int kFirstCheckedDta = 110;
constexpr std::uint64_t kLabelTableHead = 36;  // after the length: a name, three bytes of padding
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double number_of(const readstat_value_t& value) {
  const bool missing = readstat_value_is_system_missing(value) != 0 || readstat_value_is_tagged_missing(value) != 0;
  return missing ? kNaN : readstat_double_value(value);
}

bool is_text(readstat_type_t type) { return readstat_type_class(type) == READSTAT_TYPE_CLASS_STRING; }

std::string por_head(const FileBytes& file) {
  FileCursor cursor(file);
  return corrected_por_head(cursor.bytes(std::min<std::uint64_t>(kPorHeadBytes, file.size())));
}

/// ReadStat 1.1.8 writes the characters of a .por by "%lc", which the "C" locale turns to a space where they aren't
/// ASCII.
class UnicodeLocale {
 public:
  UnicodeLocale() : unicode_(newlocale(LC_CTYPE_MASK, "C.UTF-8", duplocale(LC_GLOBAL_LOCALE))) {
    if (unicode_ != nullptr) before_ = uselocale(unicode_);
  }
  UnicodeLocale(const UnicodeLocale&) = delete;
  UnicodeLocale& operator=(const UnicodeLocale&) = delete;
  ~UnicodeLocale() {
    if (unicode_ == nullptr) return;
    uselocale(before_);
    freelocale(unicode_);
  }

 private:
  locale_t unicode_;
  locale_t before_ = nullptr;
};

/// An untagged .dta ends in label tables. A row that the header doesn't count would be taken for one by ReadStat 1.1.8,
/// which ends in silence where a table makes no sense.
bool labels_fill(const FileBytes& file, std::uint64_t start) {
  FileCursor cursor(file);
  cursor.skip(1);
  cursor.set_big_endian(cursor.u8() == 1);
  cursor.seek(start);
  while (!cursor.exhausted() && cursor.left() > 0) {
    const auto bytes = static_cast<std::uint32_t>(cursor.i32());
    cursor.skip(kLabelTableHead + bytes);
  }
  return !cursor.exhausted();
}

/// Bytes of a label set's name in a .dta's table of them. A .por's names are made by ReadStat, "labels" and a number.
std::size_t label_name_bytes(int version) {
  if (version >= 118) return 129;
  return version >= kFirstCheckedDta || version < 100 ? 33 : 9;
}

std::string safe(const char* text) { return text == nullptr ? std::string() : std::string(text); }

}  // namespace

ssize_t FileInput::read(char* to, std::size_t count) {
  std::size_t done = 0;
  while (done < count) {
    if (position_ < buffer_start_ || position_ >= buffer_start_ + buffer_.size()) {
      buffer_.resize(kBuffer);
      const std::int64_t got = file_.read_at(position_, buffer_.data(), kBuffer);
      failed_ |= got < 0;
      buffer_.resize(static_cast<std::size_t>(std::max<std::int64_t>(got, 0)));
      buffer_start_ = position_;
      if (buffer_.empty()) break;
      if (position_ < head_.size()) {
        const auto from = static_cast<std::size_t>(position_);
        std::copy_n(head_.data() + from, std::min(head_.size() - from, buffer_.size()), buffer_.data());
      }
    }
    const auto at = static_cast<std::size_t>(position_ - buffer_start_);
    const std::size_t part = std::min(count - done, buffer_.size() - at);
    std::memcpy(to + done, buffer_.data() + at, part);
    done += part;
    position_ += part;
  }
  beyond_end_ |= done < count;
  return failed_ ? -1 : static_cast<ssize_t>(done);
}

readstat_off_t FileInput::seek(readstat_off_t offset, readstat_io_flags_t whence) {
  const auto size = static_cast<readstat_off_t>(file_.size());
  readstat_off_t base = 0;
  if (whence == READSTAT_SEEK_CUR) base = static_cast<readstat_off_t>(position_);
  if (whence == READSTAT_SEEK_END) base = size;
  if (offset > size - base || offset < -base) {
    beyond_end_ = true;
    return -1;
  }
  position_ = static_cast<std::uint64_t>(base + offset);
  return base + offset;
}

void TextCells::add(const char* text) {
  if (codes.size() > 0) {
    const std::uint32_t last = codes[codes.size() - 1];
    if (texts[last] == text) return codes.push_back(last);
  }
  const auto [at, is_new] = code_of.emplace(text, static_cast<std::uint32_t>(texts.size()));
  if (is_new) texts.push_back(at->first);
  codes.push_back(at->second);
}

/// ReadStat's handlers. No exception may cross its C frames.
struct ForeignParse::Handlers {
  template <class Work>
  static int guarded(void* context, const Work& work) noexcept {
    auto& parse = *static_cast<ForeignParse*>(context);
    try {
      work(parse);
    } catch (...) {
      parse.error_ = Error{Errc::file_too_large, {}};
    }
    return parse.error_ ? READSTAT_HANDLER_ABORT : READSTAT_HANDLER_OK;
  }

  static int metadata(readstat_metadata_t* metadata, void* context) noexcept {
    return guarded(context, [&](ForeignParse& parse) {
      parse.version = readstat_get_file_format_version(metadata);
      parse.header_rows = metadata->row_count;
      parse.file_label = safe(metadata->file_label);
      parse.check_size(static_cast<std::uint64_t>(std::max(metadata->var_count, std::int64_t{1})));
    });
  }

  static int note(int, const char* note, void* context) noexcept {
    return guarded(context, [&](ForeignParse& parse) { parse.notes.push_back(safe(note)); });
  }

  static int variable(int index, readstat_variable_t* variable, const char* labels, void* context) noexcept {
    bool skip = false;
    const int code = guarded(context, [&](ForeignParse& parse) {
      parse.add_variable(*variable, labels);
      if (parse.column_of_.empty()) return;
      const auto at = static_cast<std::size_t>(index);
      // Rows are counted by the first variable, so that one always comes.
      skip = at > 0 && (at >= parse.column_of_.size() || parse.column_of_[at] < 0);
    });
    return code == READSTAT_HANDLER_OK && skip ? READSTAT_HANDLER_SKIP_VARIABLE : code;
  }

  static int value(int row, readstat_variable_t* variable, readstat_value_t value, void* context) noexcept {
    return guarded(context, [&](ForeignParse& parse) {
      parse.take(static_cast<std::uint64_t>(row), static_cast<std::size_t>(variable->index), value);
    });
  }

  static int value_label(const char* set, readstat_value_t value, const char* label, void* context) noexcept {
    return guarded(context, [&](ForeignParse& parse) {
      LabelSet& labels = parse.label_sets[safe(set)];
      if (is_text(readstat_value_type(value))) {
        labels.by_text[std::string(trim_padding(safe(readstat_string_value(value))))] = safe(label);
      } else if (const double number = number_of(value); !std::isnan(number)) {
        labels.by_number[number] = safe(label);
      }
    });
  }
};

void ForeignParse::check_size(std::uint64_t variable_count) {
  if (header_rows < 0) return;
  const auto rows_told = static_cast<std::uint64_t>(header_rows);
  // Each variable takes a byte of each row at least.
  if (rows_told > file_.size() / variable_count) {
    error_ = truncated();
  } else if (rows_told > std::min<std::uint64_t>(limits_.rows, INT32_MAX)) {
    error_ = too_large();
  }
}

void ForeignParse::add_variable(const readstat_variable_t& variable, const char* labels) {
  Variable out;
  out.name = safe(readstat_variable_get_name(&variable));
  out.label = safe(readstat_variable_get_label(&variable));
  // ReadStat 1.1.8 points into a table of names of fixed width, whose last may lack the NUL.
  if (labels != nullptr) out.label_set = std::string(labels, strnlen(labels, label_name_bytes(version)));
  out.numeric = !is_text(readstat_variable_get_type(&variable));
  out.width = out.numeric ? 0 : readstat_variable_get_storage_width(&variable);
  for (int i = 0; i < readstat_variable_get_missing_ranges_count(&variable); ++i) {
    const readstat_value_t low = readstat_variable_get_missing_range_lo(&variable, i);
    const readstat_value_t high = readstat_variable_get_missing_range_hi(&variable, i);
    if (out.numeric) {
      out.missing.push_back({readstat_double_value(low), readstat_double_value(high)});
    } else {
      out.missing_text.emplace_back(trim_padding(safe(readstat_string_value(low))));
    }
  }
  variables.push_back(std::move(out));
}

void ForeignParse::take(std::uint64_t row, std::size_t variable, const readstat_value_t& value) {
  if (row >= std::min<std::uint64_t>(limits_.rows, INT32_MAX)) {
    error_ = too_large();
    return;
  }
  if (rows != row + 1) progress_.row();
  rows = row + 1;
  rows_end_ = input_->position();
  if (variable >= column_of_.size() || column_of_[variable] < 0) return;
  Column& column = columns[static_cast<std::size_t>(column_of_[variable])];
  if (is_text(readstat_value_type(value))) {
    const char* text = readstat_string_value(value);
    column.text.add(text == nullptr ? "" : text);
    return;
  }
  double number = number_of(value);
  if (column.plain) return column.numbers.push_back(number);
  if (number == 0) number = 0;  // -0 is 0
  column.distinct.add(std::bit_cast<std::uint64_t>(std::isnan(number) ? kNaN : number));
}

Result<void> ForeignParse::run(FileKind kind, bool with_rows) {
  FileInput input(file_, kind == FileKind::por ? por_head(file_) : std::string());
  input_ = &input;
  const UnicodeLocale locale;
  const ReadStatParser parser = make_parser(input);
  if (!parser) return out_of_memory();
  readstat_set_metadata_handler(parser.get(), Handlers::metadata);
  readstat_set_note_handler(parser.get(), Handlers::note);
  readstat_set_variable_handler(parser.get(), Handlers::variable);
  readstat_set_value_label_handler(parser.get(), Handlers::value_label);
  if (with_rows) {
    readstat_set_value_handler(parser.get(), Handlers::value);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      column_of_.resize(std::max(column_of_.size(), columns[i].variable + 1), -1);
      column_of_[columns[i].variable] = static_cast<std::ptrdiff_t>(i);
    }
    if (column_of_.empty()) column_of_.push_back(-1);
  }
  const readstat_error_t error =
      kind == FileKind::por ? readstat_parse_por(parser.get(), "", this) : readstat_parse_dta(parser.get(), "", this);
  if (error != READSTAT_OK || input.failed()) return failure(error, input);
  const bool untagged = kind == FileKind::dta && with_rows && version >= kFirstCheckedDta && version < kFirstTaggedDta;
  if (untagged && !labels_fill(file_, rows_end_)) return damaged("jumlah baris tidak cocok dengan isi berkas");
  return {};
}

Error ForeignParse::failure(readstat_error_t error, const FileInput& input) const {
  if (error_) return error_->context.empty() ? out_of_memory() : *error_;
  if (input.failed()) return storage_failed();
  if (error == READSTAT_ERROR_UNSUPPORTED_FILE_FORMAT_VERSION) return unsupported("versi berkas Stata");
  if (input.beyond_end()) return truncated();
  return damaged("isinya tidak dapat diuraikan");
}

}  // namespace sipro::formats
