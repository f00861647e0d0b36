#include "tenancy/hs_table.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace sipro::tenancy {
namespace {

constexpr std::size_t kToldProblems = 5;
constexpr std::size_t kCodeDigits = 8;

struct Record {
  std::size_t line = 0;  // on which it begins, from 1
  std::vector<std::string> fields;
};

/// Records of a CSV file (RFC 4180): a quoted field may hold separators, line ends and doubled quotes.
class CsvReader {
 public:
  CsvReader(std::string_view csv, char separator) : csv_(csv), separator_(separator) {}

  /// Nothing: the end, or a quote that is never closed.
  std::optional<Record> next() {
    while (at_ < csv_.size() && (csv_[at_] == '\n' || csv_[at_] == '\r')) skip();
    if (at_ >= csv_.size()) return std::nullopt;
    Record record{line_, {}};
    for (;;) {
      record.fields.push_back(field());
      if (at_ < csv_.size() && csv_[at_] == separator_) {
        skip();
        continue;
      }
      break;
    }
    if (is_open_) return std::nullopt;
    return record;
  }
  [[nodiscard]] bool is_open() const { return is_open_; }
  [[nodiscard]] std::size_t line() const { return line_; }

 private:
  void skip() {
    if (csv_[at_] == '\n') ++line_;
    ++at_;
  }

  std::string field() {
    std::string text;
    if (at_ < csv_.size() && csv_[at_] == '"') {
      skip();
      is_open_ = true;
      while (at_ < csv_.size()) {
        if (csv_[at_] == '"') {
          skip();
          if (at_ >= csv_.size() || csv_[at_] != '"') {
            is_open_ = false;
            break;
          }
        }
        text += csv_[at_];
        skip();
      }
    }
    while (at_ < csv_.size() && csv_[at_] != separator_ && csv_[at_] != '\n' && csv_[at_] != '\r') {
      text += csv_[at_];
      skip();
    }
    return text;
  }

  std::string_view csv_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  bool is_open_ = false;
};

/// Whichever ends the first field of the first line.
char separator_of(std::string_view csv) {
  const std::size_t found = csv.find_first_of(",;\n");
  return found != std::string_view::npos && csv[found] == ';' ? ';' : ',';
}

/// Dots and blanks do not count.
std::string code_of(const std::string& field) {
  std::string code;
  for (const char c : field) {
    if (c != '.' && c != ' ') code += c;
  }
  return code;
}

bool is_number(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class Problems {
 public:
  void add(std::size_t line, const std::string& what) {
    if (++count_ <= kToldProblems) told_ += "\n  line " + std::to_string(line) + ": " + what;
  }
  [[nodiscard]] bool any() const { return count_ > 0; }
  [[nodiscard]] std::string text() const {
    std::string text = std::to_string(count_) + (count_ == 1 ? " line is" : " lines are") + " wrong:" + told_;
    if (count_ > kToldProblems) text += "\n  ...";
    return text;
  }

 private:
  std::size_t count_ = 0;
  std::string told_;
};

void take(const Record& record, HsTable& table, Problems& problems) {
  const std::string code = code_of(record.fields.front());
  if (!is_number(code) || code.size() != kCodeDigits) {
    const bool zero_lost = is_number(code) && code.size() == kCodeDigits - 1;
    problems.add(record.line, "\"" + record.fields.front() + "\" is not a code of 8 digits" +
                                  (zero_lost ? " (its leading zero is lost: save the column as text)" : ""));
    return;
  }
  if (record.fields.size() > 3) {
    problems.add(record.line, "has " + std::to_string(record.fields.size()) +
                                  " fields; expected code8,uraian_id,description_en (quote texts that hold a comma)");
    return;
  }
  HsText text;
  if (record.fields.size() > 1) text.uraian_id = collapse_blanks(record.fields[1]);
  if (record.fields.size() > 2) text.description_en = collapse_blanks(record.fields[2]);
  if (!table.emplace(code, std::move(text)).second) problems.add(record.line, code + " is there twice");
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",;\"\t") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + "\"";
}

}  // namespace

Result<HsTable> parse_hs(std::string_view csv) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (csv.starts_with(kByteOrderMark)) csv.remove_prefix(kByteOrderMark.size());
  if (!is_utf8(csv)) return Error{Errc::wrong_usage, "it is not UTF-8: save it as \"CSV UTF-8\""};
  CsvReader reader(csv, separator_of(csv));
  HsTable table;
  Problems problems;
  bool is_first = true;
  while (const auto record = reader.next()) {
    // A heading has no digit in its first field.
    const bool is_heading = is_first && record->fields.front().find_first_of("0123456789") == std::string::npos;
    const bool is_named = is_first && record->fields.front() == "code8";
    is_first = false;
    if (!is_heading && !is_named) take(*record, table, problems);
  }
  if (reader.is_open()) problems.add(reader.line(), "a quote is opened and never closed");
  if (problems.any()) return Error{Errc::wrong_usage, problems.text()};
  if (table.empty())
    return Error{Errc::wrong_usage, "it holds no code; expected lines like 01012900,uraian,description"};
  return table;
}

std::string to_csv(const HsTable& table) {
  std::string csv = "code8,uraian_id,description_en\n";
  for (const auto& [code, text] : table) {
    csv.append(code).append(",").append(quoted(text.uraian_id)).append(",");
    csv.append(quoted(text.description_en)).append("\n");
  }
  return csv;
}

HsChanges compare(const HsTable& before, const HsTable& after) {
  HsChanges changes;
  for (const auto& [code, text] : after) {
    const auto old = before.find(code);
    if (old == before.end()) {
      changes.added.push_back(code);
    } else if (old->second != text) {
      changes.changed.push_back(code);
    }
  }
  for (const auto& [code, text] : before) {
    if (!after.contains(code)) changes.removed.push_back(code);
  }
  return changes;
}

}  // namespace sipro::tenancy
