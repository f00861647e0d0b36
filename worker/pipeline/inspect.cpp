#include "pipeline/inspect.hpp"

#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <map>

#include "base/sha256.hpp"
#include "pipeline/json_number.hpp"
#include "pipeline/phases.hpp"
#include "trade/source_cells.hpp"
#include "trade/stops.hpp"

namespace sipro::pipeline {
namespace {

namespace json = boost::json;
using trade::Variable;

constexpr std::array<Variable, 4> kLookedAt = {Variable::bulan, Variable::tahun, Variable::nilai, Variable::kabkot};

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

json::object stop_json(const trade::Stop& stop) { return {{"rule", to_string(stop.rule)}, {"message", stop.message}}; }

json::object empty_object(const InputFile& file) {
  return {{"name", file.name},        {"sha256", nullptr},        {"rows", 0},
          {"format", nullptr},        {"charset", nullptr},       {"variables", json::object()},
          {"missing", json::array()}, {"periods", json::array()}, {"flow_hint", nullptr},
          {"kabkot", json::object()}, {"clean", false},           {"stops", json::array()}};
}

json::array periods_json(const trade::SourceFile& source, int last_year) {
  const trade::CodedCells bulan(source, Variable::bulan);
  const trade::CodedCells tahun(source, Variable::tahun);
  const trade::NumberCells nilai(source, Variable::nilai);
  const auto months = bulan.table<std::uint8_t>(trade::month_of);
  const auto years = tahun.table<std::uint16_t>(
      [last_year](const trade::SourceValue& value) { return trade::year_of(value, last_year); });
  const bool has_year = source.column(Variable::tahun).has_value();
  trade::PeriodAmounts amounts;
  trade::Period last{};
  trade::Amount* amount = nullptr;
  for (std::size_t row = 0; row < source.rows; ++row) {
    const trade::Period period{years[tahun.code(row)], months[bulan.code(row)]};
    if (period.month == 0 || (has_year && period.year == 0)) continue;
    if (amount == nullptr || period != last) amount = &amounts[period];
    last = period;
    ++amount->rows;
    if (const double value = nilai[row]; std::isfinite(value)) amount->value_usd.add(value);
  }
  json::array out;
  for (const auto& [period, of_period] : amounts) {
    out.push_back(json::object{{"year", has_year ? json::value(period.year) : json::value(nullptr)},
                               {"month", period.month},
                               {"rows", of_period.rows},
                               {"value_usd", json_number(of_period.value_usd.value())}});
  }
  return out;
}

json::object kabkot_json(const trade::SourceFile& source) {
  json::object out;
  if (!source.column(Variable::kabkot)) return out;
  const trade::CodedCells cells(source, Variable::kabkot);
  std::vector<std::uint64_t> rows(cells.values().size());
  for (std::size_t row = 0; row < source.rows; ++row) ++rows[cells.code(row)];
  std::map<std::string, std::uint64_t> by_name;
  for (std::size_t code = 0; code < rows.size(); ++code)
    by_name[trade::named_text_of(cells.values()[code])] += rows[code];
  for (const auto& [name, count] : by_name) {
    if (!name.empty() && count > 0) out[name] = count;
  }
  return out;
}

void describe(const trade::SourceFile& source, int last_year, json::object& out) {
  out["rows"] = source.rows;
  out["format"] = source.format;
  out["charset"] = text_or_null(source.charset);
  json::object variables;
  for (const auto& variable : trade::variables()) {
    const auto position = source.map.position[trade::index(variable.variable)];
    if (position) variables[variable.name] = source.names[*position];
  }
  out["variables"] = std::move(variables);
  json::array missing;
  for (const auto& name : trade::missing_variables(source.map, false)) missing.emplace_back(name);
  out["missing"] = std::move(missing);
  out["periods"] = periods_json(source, last_year);
  if (const auto flow = trade::flow_told_by(source)) out["flow_hint"] = to_string(*flow);
  out["kabkot"] = kabkot_json(source);
  out["clean"] = trade::flow_of_label(source.file_label).has_value();
  // A file without TAHUN only needs its year from the user: `missing` says so, it is no stop.
  if (auto needed = trade::missing_variables(source.map, true); !needed.empty()) {
    const std::array<trade::MissingVariables, 1> lacking = {{{source.name, std::move(needed), source.names}}};
    out["stops"].as_array().push_back(stop_json(trade::variable_missing_stop(lacking)));
  }
}

}  // namespace

std::string inspect(const InputFile& file, int last_year, unsigned threads, Progress progress) {
  progress.begin(kReading);
  json::object out = empty_object(file);
  if (const auto sha256 = sha256_of_file(file.path, progress)) out["sha256"] = *sha256;
  const auto source = read_source(file, std::nullopt, kLookedAt, threads, progress);
  if (source) {
    describe(*source, last_year, out);
  } else {
    const std::array<trade::UnreadableFile, 1> unreadable = {{{file.name, source.error()}}};
    out["stops"].as_array().push_back(stop_json(trade::unreadable_file_stop(unreadable)));
  }
  return json::serialize(out);
}

}  // namespace sipro::pipeline
