#include "pipeline/sample.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fstream>
#include <numeric>

#include "base/moment.hpp"
#include "base/parallel.hpp"
#include "pipeline/sample_trade.hpp"

namespace sipro::pipeline {
namespace {

using trade::Flow;
using trade::Period;
using trade::Variable;

/// Bytes of the string variables, about as wide as deliveries have them. Indexed by Variable.
constexpr std::array<std::size_t, trade::kVariableCount> kWidths = {0, 0,  2,  5,  10, 3,  0,  0, 2,
                                                                    2, 25, 40, 40, 60, 10, 30, 50};

constexpr std::array<Variable, 9> kTableVariables = {Variable::bulan, Variable::tahun,  Variable::pelabuhan,
                                                     Variable::hs,    Variable::negara, Variable::berat,
                                                     Variable::nilai, Variable::jenis,  Variable::sektor};

/// One file before it is made: months [first, last) of the flow's.
struct PlannedFile {
  SampleFile file;
  std::size_t first = 0;
  std::size_t last = 0;
};

std::vector<Variable> wanted_variables(SampleVariables variables) {
  if (variables == SampleVariables::tables) return {kTableVariables.begin(), kTableVariables.end()};
  std::vector<Variable> out;
  for (const auto& variable : trade::variables()) out.push_back(variable.variable);
  return out;
}

std::vector<Variable> text_variables(const std::vector<Variable>& wanted) {
  std::vector<Variable> out;
  std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(out),
               [](Variable variable) { return !trade::info(variable).number; });
  return out;
}

Result<void> check(const SampleRequest& request) {
  const auto wrong = [](std::string context) { return Error{Errc::wrong_usage, std::move(context)}; };
  if (request.rows == 0 || request.rows > UINT32_MAX) return wrong("rows: from 1 to 4294967295");
  for (const Period period : {request.from, request.to}) {
    if (period.month < 1 || period.month > 12 || period.year < 2000 || period.year > 2098)
      return wrong("period: " + period.iso() + " is no month from 2000-01 to 2098-12");
  }
  if (request.to < request.from) return wrong("period: " + request.to.iso() + " is before " + request.from.iso());
  if (!(request.dirt_percent >= 0 && request.dirt_percent <= 100)) return wrong("dirt: from 0 to 100 percent");
  if (request.dirt_percent > 0 && request.variables != SampleVariables::all)
    return wrong("dirt: needs all 17 variables");
  const int months = (request.to.year - request.from.year) * 12 + request.to.month - request.from.month + 1;
  if (request.files == 0 || request.files > static_cast<unsigned>(months))
    return wrong("files: from 1 to the number of months");
  if (request.files > 1 && request.layout != SampleLayout::single) return wrong("files: only for the layout single");
  return {};
}

/// Where the files of the layout begin, as positions in `months`, and the end.
std::vector<std::size_t> borders(const SampleRequest& request, std::span<const TradeMonth> months) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < months.size(); ++i) {
    const bool begins = request.layout == SampleLayout::usual ? i == 0 || months[i].period.month == 1
                        : request.layout == SampleLayout::single
                            ? out.size() * months.size() / request.files == i && out.size() < request.files
                            : true;
    if (begins) out.push_back(i);
  }
  out.push_back(months.size());
  return out;
}

/// "2024", "Jan-Mei 2025" and "Jan 2025" in the usual layout; "2025-01" and "2023-01..2025-05" in the others.
std::string period_name(SampleLayout layout, Period from, Period to, bool without_year) {
  if (layout != SampleLayout::usual) return from == to ? from.iso() : from.iso() + ".." + to.iso();
  std::string year = std::to_string(to.year);
  if (without_year) return year;
  const std::string first(month_short_name(static_cast<unsigned>(from.month)));
  if (from == to) return first + " " + year;
  return first + "-" + std::string(month_short_name(static_cast<unsigned>(to.month))) + " " + year;
}

std::vector<PlannedFile> plan(const SampleRequest& request, Flow flow, std::span<const TradeMonth> months) {
  const auto ends = borders(request, months);
  std::vector<PlannedFile> out;
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
    const auto part = months.subspan(ends[i], ends[i + 1] - ends[i]);
    const Period from = part.front().period;
    const Period to = part.back().period;
    const bool without_year = request.layout == SampleLayout::usual && to.year < request.to.year;
    PlannedFile planned{{flow, {}, {}, 0}, ends[i], ends[i + 1]};
    planned.file.path = std::string(to_string(flow)) + "/" + std::string(title_case(flow)) + " " +
                        period_name(request.layout, from, to, without_year) + ".sav";
    if (without_year) planned.file.year = to.year;
    for (const auto& month : part) planned.file.rows += month.rows;
    if (planned.file.rows > 0) out.push_back(std::move(planned));
  }
  return out;
}

formats::OutputVariable output_variable(Variable variable, const SampleColumns& columns) {
  const auto& info = trade::info(variable);
  switch (variable) {
    case Variable::bulan: return {info.name, info.label, std::span(columns.month), 0, 2, 1};
    case Variable::tahun: return {info.name, info.label, std::span(columns.year), 0, 4, 1};
    case Variable::berat: return {info.name, info.label, std::span(columns.weight_kg), 2, 15, 1};
    case Variable::nilai: return {info.name, info.label, std::span(columns.value_usd), 2, 15, 1};
    default: return {info.name, info.label, &columns[variable].column(), 0, 8, kWidths[index(variable)]};
  }
}

/// Nine in the morning of the day on which the last month's data are received.
Moment received(Period last) {
  const auto next =
      std::chrono::year_month(std::chrono::year(last.year), std::chrono::month(static_cast<unsigned>(last.month))) +
      std::chrono::months(1);
  return {std::chrono::sys_days(next / std::chrono::day(28)) + std::chrono::hours(2), std::chrono::hours(7)};
}

/// Returns the number of dirty rows.
Result<std::uint64_t> write_file(const SampleRequest& request, const SampleTrade& trade, const PlannedFile& planned) {
  SampleColumns columns = trade.empty_columns();
  columns.reserve(planned.file.rows);
  std::uint64_t dirty = 0;
  for (std::size_t i = planned.first; i < planned.last; ++i) dirty += trade.append(trade.months()[i], columns);

  formats::OutputFile file;
  file.label = "Data contoh buatan SIPRO, bukan data resmi";
  file.notes = {"Dibuat oleh sipro sample, benih " + std::to_string(request.seed) + "."};
  file.created = received(request.to);
  file.compression = request.compression;
  for (const Variable variable : wanted_variables(request.variables)) {
    if (variable == Variable::tahun && planned.file.year) continue;
    file.variables.push_back(output_variable(variable, columns));
  }
  if (auto written = formats::write_sav(request.out / planned.file.path, file); !written) return written.error();
  return dirty;
}

Result<void> make_flow(const SampleRequest& request, Flow flow, SampleSummary& summary) {
  const SampleTrade trade({request.seed, flow, request.rows, request.from, request.to,
                           text_variables(wanted_variables(request.variables)), request.dirt_percent,
                           request.dirt_kinds});
  const auto files = plan(request, flow, trade.months());
  std::vector<Result<std::uint64_t>> dirty(files.size(), std::uint64_t{0});
  parallel_for(files.size(), request.threads, [&](std::size_t i) { dirty[i] = write_file(request, trade, files[i]); });
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!dirty[i]) return dirty[i].error();
    summary.dirty_rows += *dirty[i];
    summary.rows += files[i].file.rows;
    summary.files.push_back(files[i].file);
  }
  return {};
}

Result<void> write_list(const std::filesystem::path& path, const SampleSummary& summary) {
  boost::json::object document;
  for (const auto& file : summary.files) {
    auto& list = document[to_string(file.flow)];
    if (!list.is_array()) list = boost::json::array();
    boost::json::object entry{{"file", file.path}};
    if (file.year) entry["year"] = *file.year;
    list.as_array().push_back(std::move(entry));
  }
  std::ofstream out(path, std::ios::binary);
  out << boost::json::serialize(document) << '\n';
  out.close();
  if (!out) return Error{Errc::write_failed, path.string() + ": could not be written"};
  return {};
}

Result<void> make_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return Error{Errc::write_failed, path.string() + ": " + error.message()};
  return {};
}

}  // namespace

Result<SampleSummary> make_sample(const SampleRequest& request) {
  if (auto checked = check(request); !checked) return checked.error();
  SampleSummary summary;
  for (const Flow flow : request.flows) {
    if (auto folder = make_folder(request.out / to_string(flow)); !folder) return folder.error();
    if (auto made = make_flow(request, flow, summary); !made) return made.error();
  }
  if (auto listed = write_list(request.out / "sampel.json", summary); !listed) return listed.error();
  return summary;
}

}  // namespace sipro::pipeline
