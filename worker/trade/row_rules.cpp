#include "trade/row_rules.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/text.hpp"

namespace sipro::trade {
namespace {

constexpr std::uint8_t kUnknownKind = 2;

std::uint8_t kind_of(const SourceValue& value) {
  std::string name = upper(label_or_text_of(value));
  std::erase_if(name, [](char c) { return c == ' ' || c == '-' || c == '_'; });
  if (name == "MIGAS") return kMigas;
  return name == "NONMIGAS" ? kNonMigas : kUnknownKind;
}

/// Text of a variable as the clean file has it, before names are chosen.
std::string clean_text(Variable variable, const SourceValue& value) {
  switch (variable) {
    case Variable::sektor: return upper(label_or_text_of(value));
    case Variable::kabkot:
    case Variable::pelabuhan1:
    case Variable::negara2:
    case Variable::hs2:
    case Variable::komoditi: return named_text_of(value);
    default: return text_of(value, info(variable).code_width);
  }
}

double finite(double value) { return std::isfinite(value) ? value : 0; }

bool is_invalid_amount(double amount) { return !std::isfinite(amount) || amount < 0; }

/// Variables whose text goes through a dictionary of its own; HS, HSDUA and JENIS are judged apart.
constexpr std::array<Variable, 10> kPlainText = {
    Variable::propinsi,   Variable::pelabuhan, Variable::negara, Variable::provasal, Variable::kabkot,
    Variable::pelabuhan1, Variable::negara2,   Variable::hs2,    Variable::sektor,   Variable::komoditi};

}  // namespace

RowRules::RowRules(const SourceInput& input, const FileFacts& facts, std::uint32_t file_index,
                   std::set<Period> superseded, const HsMaster* master, TextDictionaries& dictionaries)
    : file_(input.file),
      facts_(facts),
      file_index_(file_index),
      superseded_(std::move(superseded)),
      has_hs_(input.file.column(Variable::hs).has_value()),
      berat_(input.file, Variable::berat) {
  for (const VariableInfo& variable : variables()) cells_.emplace_back(file_, variable.variable);
  judge_values(master, dictionaries);
  for (const Variable variable : kPlainText) translate_text(variable, dictionaries);
  translate_labels(dictionaries);
  sectors_ = text_codes_[index(Variable::sektor)];
  const std::uint32_t unknown = dictionaries[index(Variable::sektor)].code_of(std::string(kUnknownName));
  std::replace(sectors_.begin(), sectors_.end(), 0U, unknown);
  for (const VariableInfo& variable : variables()) {
    if (variable.number) continue;
    auto changed = cells_[index(variable.variable)].table<std::uint8_t>(
        [](const SourceValue& value) { return static_cast<std::uint8_t>(text_changed(value)); });
    if (std::find(changed.begin(), changed.end(), 1) != changed.end()) {
      changed_text_.emplace_back(variable.variable, std::move(changed));
    }
  }
}

void RowRules::judge_values(const HsMaster* master, TextDictionaries& dictionaries) {
  auto& hs_texts = text_codes_[index(Variable::hs)];
  for (const SourceValue& value : cells_[index(Variable::hs)].values()) {
    hs_.push_back(hs_code_of(value, master));
    hs_texts.push_back(dictionaries[index(Variable::hs)].code_of(hs_.back().text));
  }
  const CodedCells& hsdua = cells_[index(Variable::hsdua)];
  chapters_ = hsdua.table<std::uint8_t>(chapter_of);
  no_chapter_text_ = hsdua.table<std::uint8_t>(
      [](const SourceValue& value) { return static_cast<std::uint8_t>(text_of(value, 0).empty()); });
  kinds_ = cells_[index(Variable::jenis)].table<std::uint8_t>(kind_of);
}

void RowRules::translate_text(Variable variable, TextDictionaries& dictionaries) {
  text_codes_[index(variable)] = cells_[index(variable)].table<std::uint32_t>(
      [&](const SourceValue& value) { return dictionaries[index(variable)].code_of(clean_text(variable, value)); });
}

void RowRules::translate_labels(TextDictionaries& dictionaries) {
  const auto translate = [&](Variable code, Variable name) {
    label_codes_[index(code)] = cells_[index(code)].table<std::uint32_t>([&](const SourceValue& value) {
      const bool labelled = value.kind != SourceValue::Kind::missing && !value.label.empty();
      return labelled ? dictionaries[index(name)].code_of(collapse_blanks(value.label)) : 0U;
    });
  };
  for (const NamedCode& pair : kNamed) translate(pair.code, pair.name);
  translate(Variable::hsdua, Variable::hs2);
}

std::uint32_t RowRules::name_code(Variable name, Variable code, std::size_t row) const {
  const std::uint32_t own = text_code(name, row);
  return own != 0 ? own : label_codes_[index(code)][cells_[index(code)].code(row)];
}

bool RowRules::is_superseded(std::size_t row) const {
  if (superseded_.empty()) return false;
  const Period period{facts_.years[facts_.tahun.code(row)], facts_.months[facts_.bulan.code(row)]};
  return superseded_.contains(period);
}

std::uint8_t RowRules::chapter(std::size_t row) const {
  const HsCode& hs = hs_[cells_[index(Variable::hs)].code(row)];
  return hs.valid ? hs.chapter : chapters_[cells_[index(Variable::hsdua)].code(row)];
}

std::optional<RowRules::Rejection> RowRules::rejection(std::size_t row) const {
  if (facts_.months[facts_.bulan.code(row)] == 0) return Rejection{Rule::month_invalid, Variable::bulan};
  if (facts_.years[facts_.tahun.code(row)] == 0) return Rejection{Rule::year_invalid, Variable::tahun};
  if (is_superseded(row)) return Rejection{Rule::period_overlap, Variable::bulan};
  if (is_invalid_amount(facts_.nilai[row])) return Rejection{Rule::value_invalid, Variable::nilai};
  if (kinds_[cells_[index(Variable::jenis)].code(row)] == kUnknownKind)
    return Rejection{Rule::kind_unknown, Variable::jenis};
  if (chapter(row) == 0) return Rejection{Rule::hs_invalid, has_hs_ ? Variable::hs : Variable::hsdua};
  return std::nullopt;
}

FindingItem RowRules::item(std::size_t row, Variable variable) const {
  return {file_index_, static_cast<std::uint32_t>(row + 1), info(variable).name, shown_cell(file_, variable, row)};
}

SliceResult RowRules::apply(std::size_t begin, std::size_t end, std::size_t first_row, Dataset& dataset) const {
  SliceResult out;
  const auto count = [](Amount& amount, double value) {
    ++amount.rows;
    amount.value_usd.add(value);
  };
  for (std::size_t row = begin; row < end; ++row) {
    const double value = finite(facts_.nilai[row]);
    if (facts_.set_aside(row)) {
      out.findings.add(Rule::other_district, Action::set_aside, value, [&] { return item(row, Variable::kabkot); });
      count(out.set_aside, value);
    } else if (const auto rejected = rejection(row)) {
      out.findings.add(rejected->rule, Action::rejected, value, [&] { return item(row, rejected->variable); });
      count(out.rejected, value);
    } else {
      keep(row, first_row + row, dataset, out);
      count(out.kept_amount, value);
    }
  }
  for (const Variable variable : kPlainText) {
    const CodedCells& cells = cells_[index(variable)];
    const bool named = variable == Variable::negara2 || variable == Variable::pelabuhan1 || variable == Variable::hs2;
    Codes& target = dataset.column(variable).codes;
    if (named || target.constant()) continue;
    const auto& codes = variable == Variable::sektor ? sectors_ : text_codes_[index(variable)];
    for (std::size_t row = begin; row < end; ++row) target.set(first_row + row, codes[cells.code(row)]);
  }
  return out;
}

void RowRules::keep(std::size_t row, std::size_t target, Dataset& dataset, SliceResult& out) const {
  const double value = facts_.nilai[row];
  const double weight = berat_[row];
  const std::uint8_t chapter = this->chapter(row);
  const HsCode& hs = hs_[cells_[index(Variable::hs)].code(row)];
  const std::uint8_t own_chapter = chapters_[cells_[index(Variable::hsdua)].code(row)];

  check_commodity(row, value, out);
  if (is_invalid_amount(weight)) {
    out.findings.add(Rule::weight_invalid, Action::corrected, value, [&] { return item(row, Variable::berat); });
  }
  if (value == 0) out.findings.add(Rule::value_zero, Action::kept, value, [&] { return item(row, Variable::nilai); });
  if (hs.unknown) out.findings.add(Rule::hs_unknown, Action::kept, value, [&] { return item(row, Variable::hs); });
  check_names(row, value, out);
  check_text(row, value, out);

  out.kept.push_back(static_cast<std::uint32_t>(target));
  dataset.month[target] = facts_.months[facts_.bulan.code(row)];
  dataset.year[target] = facts_.years[facts_.tahun.code(row)];
  dataset.value_usd[target] = value;
  dataset.weight_kg[target] = is_invalid_amount(weight) ? std::numeric_limits<double>::quiet_NaN() : weight;
  if (Codes& codes = dataset.column(Variable::hs).codes; !codes.constant()) {
    codes.set(target, text_codes_[index(Variable::hs)][cells_[index(Variable::hs)].code(row)]);
  }
  dataset.column(Variable::hsdua).codes.set(target, chapter - 1U);
  dataset.column(Variable::jenis).codes.set(target, kinds_[cells_[index(Variable::jenis)].code(row)]);
  for (const NamedCode& pair : kNamed)
    dataset.column(pair.name).codes.set(target, name_code(pair.name, pair.code, row));
  // A description that stands beside another chapter says nothing of this one.
  const bool moved = no_chapter_text_[cells_[index(Variable::hsdua)].code(row)] == 0 && own_chapter != chapter;
  dataset.column(Variable::hs2).codes.set(target, moved ? 0 : name_code(Variable::hs2, Variable::hsdua, row));
}

void RowRules::check_commodity(std::size_t row, double value, SliceResult& out) const {
  const HsCode& hs = hs_[cells_[index(Variable::hs)].code(row)];
  const std::uint32_t hsdua = cells_[index(Variable::hsdua)].code(row);
  const auto found = [&](Rule rule, Action action, Variable variable) {
    out.findings.add(rule, action, value, [&] { return item(row, variable); });
  };
  if (!hs.valid) {
    if (has_hs_) found(Rule::hs_invalid, Action::kept, Variable::hs);
    return;
  }
  if (hs.padded) found(Rule::hs_padded, Action::corrected, Variable::hs);
  if (hs.cut) found(Rule::hs_cut, Action::corrected, Variable::hs);
  if (no_chapter_text_[hsdua] == 0 && chapters_[hsdua] != hs.chapter) {
    found(Rule::chapter_mismatch, Action::corrected, Variable::hsdua);
  }
}

void RowRules::check_names(std::size_t row, double value, SliceResult& out) const {
  std::string missing;
  const auto add = [&missing](Variable variable) {
    if (!missing.empty()) missing += ", ";
    missing += info(variable).name;
  };
  // Text code 0 is the empty text.
  for (const NamedCode& pair : kNamed) {
    if (text_code(pair.code, row) == 0 && name_code(pair.name, pair.code, row) == 0) add(pair.name);
  }
  if (text_code(Variable::sektor, row) == 0) add(Variable::sektor);
  if (missing.empty()) return;
  out.findings.add(Rule::name_missing, Action::corrected, value, [&] {
    return FindingItem{file_index_, static_cast<std::uint32_t>(row + 1), missing, ""};
  });
}

void RowRules::check_text(std::size_t row, double value, SliceResult& out) const {
  for (const auto& [variable, changed] : changed_text_) {
    if (changed[cells_[index(variable)].code(row)] == 0) continue;
    const Variable first = variable;
    out.findings.add(Rule::text_cleaned, Action::corrected, value, [&] { return item(row, first); });
    return;
  }
}

}  // namespace sipro::trade
