#include "formats/foreign_reader.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/text.hpp"
#include "formats/foreign_parse.hpp"
#include "formats/read_failure.hpp"

namespace sipro::formats {
namespace {

using trade::SourceValue;

/// Stata writes UTF-8 from version 14 (format 118) on, before that what the system used.
constexpr int kFirstUtf8Dta = 118;

/// Turns what ReadStat gave for one variable into values.
class Decoder {
 public:
  Decoder(const ForeignParse& parse, const ForeignParse::Variable& variable, const Charset& charset)
      : variable_(variable), charset_(charset) {
    const auto found = parse.label_sets.find(variable.label_set);
    if (!variable.label_set.empty() && found != parse.label_sets.end()) labels_ = &found->second;
  }

  [[nodiscard]] bool missing(double number) const {
    return std::any_of(variable_.missing.begin(), variable_.missing.end(),
                       [number](const auto& range) { return number >= range.low && number <= range.high; });
  }

  [[nodiscard]] SourceValue number(double number) const {
    SourceValue value;
    if (std::isnan(number)) return value;
    value.kind = missing(number) ? SourceValue::Kind::missing : SourceValue::Kind::number;
    value.number = number;
    if (labels_ != nullptr) set_label(value, labels_->by_number, number);
    return value;
  }

  [[nodiscard]] SourceValue text(const std::string& raw) const {
    SourceValue value;
    const std::string trimmed(trim_padding(raw));
    const auto& missing = variable_.missing_text;
    const bool is_missing = std::find(missing.begin(), missing.end(), trimmed) != missing.end();
    value.kind = is_missing ? SourceValue::Kind::missing : SourceValue::Kind::text;
    auto converted = charset_.to_utf8(trimmed);
    value.text = std::move(converted.text);
    value.recoded = converted.changed;
    if (labels_ != nullptr) set_label(value, labels_->by_text, trimmed);
    return value;
  }

 private:
  template <class Map, class Key>
  void set_label(SourceValue& value, const Map& labels, const Key& key) const {
    if (const auto found = labels.find(key); found != labels.end())
      value.label = charset_.to_utf8(trim_padding(found->second)).text;
  }

  const ForeignParse::Variable& variable_;
  const Charset& charset_;
  const ForeignParse::LabelSet* labels_ = nullptr;
};

trade::SourceColumn finish(ForeignParse& parse, ForeignParse::Column& from, const ForeignFile& foreign) {
  const ForeignParse::Variable& variable = parse.variables[from.variable];
  const Decoder decoder(parse, variable, foreign.charset);
  trade::SourceColumn out;
  out.name = foreign.info.variables[from.variable].name;
  if (from.plain) {
    for (double& number : from.numbers) number = decoder.missing(number) ? std::nan("") : number;
    out.numbers = std::move(from.numbers);
    return out;
  }
  if (variable.numeric) {
    for (std::size_t code = 0; code < from.distinct.distinct(); ++code) {
      out.values.push_back(decoder.number(std::bit_cast<double>(from.distinct.cell(code)[0])));
    }
    out.codes = std::move(from.distinct.codes());
    return out;
  }
  for (const std::string& text : from.text.texts) out.values.push_back(decoder.text(text));
  out.codes = std::move(from.text.codes);
  return out;
}

}  // namespace

Result<ForeignFile> open_foreign(const FileBytes& file, FileKind kind, const ReadLimits& limits) {
  ForeignParse parse(file, limits, {});
  if (auto done = parse.run(kind, false); !done) return done.error();
  if (parse.variables.empty()) return damaged("tidak ada variabel");
  ForeignFile out;
  out.kind = kind;
  out.limits = limits;
  out.rows = parse.header_rows;
  const bool por = kind == FileKind::por;
  // ReadStat turns a .por to UTF-8 by the table that the file brings.
  if (!por && parse.version < kFirstUtf8Dta) out.charset = Charset::windows_1252();
  const auto text = [&out](const std::string& raw) { return out.charset.to_utf8(trim_padding(raw)).text; };
  out.info.format = por ? "por" : "dta";
  out.info.charset = out.charset.name();
  out.info.label = text(parse.file_label);
  for (const std::string& note : parse.notes) out.info.notes.push_back(text(note));
  for (ForeignParse::Variable& variable : parse.variables) {
    if (por) variable.width /= 8;  // ReadStat 1.1.8 takes a .por's width for one in units of 8 bytes
    out.info.variables.push_back({text(variable.name), text(variable.label), variable.numeric, variable.width});
  }
  if (out.rows == 0) return no_rows();
  return out;
}

Result<FileRows> read_foreign(const FileBytes& file, const ForeignFile& foreign,
                              std::span<const ColumnRequest> requests, Progress progress) {
  if (foreign.rows > 0) progress.expect(static_cast<std::uint64_t>(foreign.rows));
  ForeignParse parse(file, foreign.limits, progress);
  for (const ColumnRequest& request : requests) {
    parse.columns.emplace_back();
    parse.columns.back().variable = request.variable;
    parse.columns.back().plain = request.form == CellForm::numbers && foreign.info.variables[request.variable].numeric;
  }
  if (auto done = parse.run(foreign.kind, true); !done) return done.error();
  if (parse.rows == 0) return no_rows();
  if (foreign.rows >= 0 && parse.rows != static_cast<std::uint64_t>(foreign.rows)) return truncated();
  FileRows out;
  out.rows = parse.rows;
  for (ForeignParse::Column& column : parse.columns) out.columns.push_back(finish(parse, column, foreign));
  return out;
}

}  // namespace sipro::formats
