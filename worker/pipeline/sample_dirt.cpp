#include "pipeline/sample_dirt.hpp"

#include <array>
#include <limits>
#include <string>

#include "base/text.hpp"

namespace sipro::pipeline {
namespace {

using trade::Variable;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

template <class Values>
auto one_of(const Values& values, Random& random) {
  return values[random.below(static_cast<std::uint32_t>(values.size()))];
}

/// Sets a cell to a new text; `change` makes it from the old one.
template <class Change>
void reword(Variable variable, SampleRow& row, SampleColumns& columns, const Change& change) {
  const std::string text = change(columns[variable].value(row[variable]));
  row[variable] = columns[variable].code(text);
}

void set(Variable variable, std::string_view text, SampleRow& row, SampleColumns& columns) {
  row[variable] = columns[variable].code(text);
}

void spoil_hs(Dirt kind, SampleRow& row, SampleColumns& columns, Random& random) {
  static constexpr std::array<std::string_view, 4> kInvalid = {"99", "ABCDEFGH", "2710-19", "123456"};
  reword(Variable::hs, row, columns, [&](const std::string& hs) -> std::string {
    switch (kind) {
      case Dirt::hs_empty: return "";
      case Dirt::hs_7_digits: return hs.substr(1);
      case Dirt::hs_9_digits: return hs.substr(1) + "00";
      case Dirt::hs_10_digits: return hs + "00";
      case Dirt::hs_dots: return hs.substr(0, 4) + "." + hs.substr(4, 2) + "." + hs.substr(6);
      default: return std::string(one_of(kInvalid, random));
    }
  });
}

void misplace_chapter(SampleRow& row, SampleColumns& columns) {
  const std::string& hs = columns[Variable::hs].value(row[Variable::hs]);
  set(Variable::hsdua, hs.substr(0, 2) == "84" ? "85" : "84", row, columns);
}

/// The same name as another office would write it: in capitals, or cut short.
std::string variant_of(const std::string& name) {
  const std::string capitals = upper(name);
  return capitals != name ? capitals : name + " (IDN)";
}

/// A second code, which no other country has, for a country's name: real ones begin with 1 to 5.
void share_country_name(SampleRow& row, SampleColumns& columns) {
  reword(Variable::negara, row, columns, [](const std::string& code) {
    return static_cast<char>('0' + (code.front() - '0' + 5) % 10) + code.substr(1);
  });
}

void add_blanks(SampleRow& row, SampleColumns& columns, Random& random) {
  static constexpr std::array<Variable, 4> kTexts = {Variable::negara2, Variable::pelabuhan1, Variable::sektor,
                                                     Variable::komoditi};
  const bool leading = random.below(2) == 0;
  reword(one_of(kTexts, random), row, columns, [leading](const std::string& text) {
    const auto blank = text.find(' ');
    return leading || blank == std::string::npos ? "  " + text : text.substr(0, blank) + "  " + text.substr(blank);
  });
}

void repeat(Dirt kind, SampleRow& row, const SampleRow& earlier) {
  row = earlier;
  if (kind == Dirt::duplicate_key) row.value_usd += 1000;
}

}  // namespace

std::vector<Dirt> all_dirt() {
  std::vector<Dirt> out;
  for (auto kind = static_cast<unsigned char>(Dirt::other_district); kind <= static_cast<unsigned char>(Dirt::blanks);
       ++kind) {
    out.push_back(static_cast<Dirt>(kind));
  }
  return out;
}

std::string_view to_string(Dirt kind) {
  switch (kind) {
    case Dirt::other_district: return "other_district";
    case Dirt::month_invalid: return "month_invalid";
    case Dirt::year_invalid: return "year_invalid";
    case Dirt::value_missing: return "value_missing";
    case Dirt::value_negative: return "value_negative";
    case Dirt::kind_unknown: return "kind_unknown";
    case Dirt::kind_spelling: return "kind_spelling";
    case Dirt::hs_invalid: return "hs_invalid";
    case Dirt::hs_empty: return "hs_empty";
    case Dirt::hs_7_digits: return "hs_7_digits";
    case Dirt::hs_9_digits: return "hs_9_digits";
    case Dirt::hs_10_digits: return "hs_10_digits";
    case Dirt::hs_dots: return "hs_dots";
    case Dirt::chapter_mismatch: return "chapter_mismatch";
    case Dirt::weight_missing: return "weight_missing";
    case Dirt::weight_negative: return "weight_negative";
    case Dirt::value_zero: return "value_zero";
    case Dirt::sector_empty: return "sector_empty";
    case Dirt::country_empty: return "country_empty";
    case Dirt::port_empty: return "port_empty";
    case Dirt::country_variant: return "country_variant";
    case Dirt::port_variant: return "port_variant";
    case Dirt::chapter_variant: return "chapter_variant";
    case Dirt::name_shared: return "name_shared";
    case Dirt::duplicate_row: return "duplicate_row";
    case Dirt::duplicate_key: return "duplicate_key";
    case Dirt::blanks: return "blanks";
  }
  return "";
}

bool needs_leading_zero(Dirt kind) { return kind == Dirt::hs_7_digits || kind == Dirt::hs_9_digits; }

void soil(Dirt kind, SampleRow& row, const SampleRow* earlier, SampleColumns& columns, Random& random) {
  static constexpr std::array<std::uint8_t, 3> kMonths = {0, 13, 99};
  static constexpr std::array<std::uint16_t, 3> kYears = {25, 1925, 2099};
  static constexpr std::array<std::string_view, 3> kUnknownKinds = {"", "LAINNYA", "MIGAS/NON"};
  switch (kind) {
    case Dirt::other_district: return set(Variable::kabkot, "PELALAWAN", row, columns);
    case Dirt::month_invalid: row.month = one_of(kMonths, random); return;
    case Dirt::year_invalid: row.year = one_of(kYears, random); return;
    case Dirt::value_missing: row.value_usd = kMissing; return;
    case Dirt::value_negative: row.value_usd = -row.value_usd; return;
    case Dirt::kind_unknown: return set(Variable::jenis, one_of(kUnknownKinds, random), row, columns);
    case Dirt::kind_spelling:
      return reword(Variable::jenis, row, columns,
                    [](const std::string& text) { return text == "MIGAS" ? "Migas" : "Non-Migas"; });
    case Dirt::hs_invalid:
    case Dirt::hs_empty:
    case Dirt::hs_7_digits:
    case Dirt::hs_9_digits:
    case Dirt::hs_10_digits:
    case Dirt::hs_dots: return spoil_hs(kind, row, columns, random);
    case Dirt::chapter_mismatch: return misplace_chapter(row, columns);
    case Dirt::weight_missing: row.weight_kg = kMissing; return;
    case Dirt::weight_negative: row.weight_kg = -row.weight_kg; return;
    case Dirt::value_zero: row.value_usd = 0; return;
    case Dirt::sector_empty: return set(Variable::sektor, "", row, columns);
    case Dirt::country_empty: set(Variable::negara, "", row, columns); return set(Variable::negara2, "", row, columns);
    case Dirt::port_empty:
      set(Variable::pelabuhan, "", row, columns);
      return set(Variable::pelabuhan1, "", row, columns);
    case Dirt::country_variant: return reword(Variable::negara2, row, columns, variant_of);
    case Dirt::port_variant: return reword(Variable::pelabuhan1, row, columns, variant_of);
    case Dirt::chapter_variant: return reword(Variable::hs2, row, columns, variant_of);
    case Dirt::name_shared: return share_country_name(row, columns);
    case Dirt::duplicate_row:
    case Dirt::duplicate_key:
      return earlier != nullptr ? repeat(kind, row, *earlier) : add_blanks(row, columns, random);
    case Dirt::blanks: return add_blanks(row, columns, random);
  }
}

}  // namespace sipro::pipeline
