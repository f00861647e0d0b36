#include "pipeline/olah.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <set>

#include "base/parallel.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "formats/archive.hpp"
#include "formats/file_bytes.hpp"
#include "formats/workbook.hpp"
#include "pipeline/output_folder.hpp"
#include "pipeline/phases.hpp"
#include "pipeline/report.hpp"
#include "pipeline/tables_json.hpp"

namespace sipro::pipeline {
namespace {

namespace fs = std::filesystem;
using trade::Flow;
using trade::Variable;

constexpr const char* kAgreements = "Kecocokan.txt";

std::string_view set_name(OlahSet set) {
  switch (set) {
    case OlahSet::ekspor: return "ekspor";
    case OlahSet::impor: return "impor";
    case OlahSet::neraca: return "neraca";
    case OlahSet::semua: return "semua";
  }
  return "";
}

std::string month_in_words(trade::Period period) {
  return std::string(month_name(static_cast<unsigned>(period.month))) + " " + std::to_string(period.year);
}

std::string archive_name(const OlahRequest& request) {
  switch (request.set) {
    case OlahSet::ekspor: return "Semua Tabel Ekspor.zip";
    case OlahSet::impor: return "Semua Tabel Impor.zip";
    case OlahSet::neraca: return "Semua Tabel Neraca Perdagangan.zip";
    case OlahSet::semua: return "Paket SIPRO " + month_in_words(request.period) + ".zip";
  }
  return "";
}

/// What is known of one flow of the run.
struct FlowData {
  Flow flow = Flow::ekspor;
  InputFile file;
  std::vector<trade::Stop> stops;
  trade::Cube cube;
  std::set<trade::Period> periods;
  trade::Amount rejected;
};

/// What the tables and the rules that touch them need.
constexpr std::array<Variable, 13> kTableVariables = {
    Variable::bulan,   Variable::tahun, Variable::pelabuhan, Variable::hs,  Variable::negara,
    Variable::berat,   Variable::nilai, Variable::hsdua,     Variable::hs2, Variable::pelabuhan1,
    Variable::negara2, Variable::jenis, Variable::sektor};

/// Every file goes through the rules, a clean one too: there they change nothing, unless somebody edited it.
/// `reading`: flows that are being read; the phase changes when the last of them is in.
Result<void> read_flow(FlowData& data, const OlahRequest& request, unsigned threads, std::atomic<unsigned>& reading) {
  ++reading;
  request.progress.begin(kReading);
  auto source = read_source(data.file, data.flow, kTableVariables, threads, request.progress);
  if (--reading == 0) request.progress.begin(kComputing);
  if (!source) {
    if (!is_unreadable_file(source.error().code)) return source.error();
    const std::array<trade::UnreadableFile, 1> unreadable = {{{data.file.name, source.error()}}};
    data.stops.push_back(trade::unreadable_file_stop(unreadable));
    return {};
  }
  trade::CleaningOptions options;
  options.flow = data.flow;
  options.accept_flow = request.accept_flow;
  options.last_year = static_cast<int>(request.time.date().year()) + 1;
  options.threads = threads;
  std::vector<trade::SourceInput> inputs;
  inputs.push_back({std::move(*source), std::nullopt});
  auto outcome = trade::clean(std::move(inputs), {}, options);
  if (auto* stops = std::get_if<std::vector<trade::Stop>>(&outcome)) {
    data.stops = std::move(*stops);
    return {};
  }
  const auto& cleaned = std::get<trade::Cleaned>(outcome);
  data.rejected = cleaned.report.rejected;
  data.cube = trade::build_cube(cleaned.dataset, threads);
  for (const auto& cell : data.cube.port_cells) data.periods.insert(cell.period);
  return {};
}

/// Two inputs with one content: looked for only where the sizes are equal.
std::vector<trade::Stop> identical_inputs(const std::vector<FlowData>& flows) {
  if (flows.size() < 2) return {};
  const auto first_bytes = formats::FileBytes::open(flows[0].file.path);
  const auto second_bytes = formats::FileBytes::open(flows[1].file.path);
  if (!first_bytes || !second_bytes || first_bytes->size() != second_bytes->size()) return {};
  const auto first = sha256_of_file(flows[0].file.path);
  const auto second = sha256_of_file(flows[1].file.path);
  if (!first || !second || *first != *second) return {};
  const std::array<std::pair<std::string, std::string>, 1> pair = {{{flows[0].file.name, flows[1].file.name}}};
  return {trade::identical_files_stop(pair)};
}

/// no_data: a flow's tables need rows of the month in the flow, the balance in one of both.
void check_month(const std::vector<FlowData>& flows, const OlahRequest& request, std::vector<trade::Stop>& stops) {
  const auto lacks = [&](const FlowData& data) { return !data.periods.contains(request.period); };
  const auto stop = [&](const std::string& what, const std::set<trade::Period>& there_are) {
    const std::vector<trade::Period> periods(there_are.begin(), there_are.end());
    stops.push_back(trade::no_data_stop(what, periods));
  };
  const std::string month = month_in_words(request.period);
  if (request.set == OlahSet::neraca) {
    if (!std::all_of(flows.begin(), flows.end(), lacks)) return;
    std::set<trade::Period> all;
    for (const FlowData& data : flows) all.insert(data.periods.begin(), data.periods.end());
    return stop("Tidak ada data ekspor maupun impor bulan " + month + ". Pilih bulan lain, atau periksa berkasnya.",
                all);
  }
  for (const FlowData& data : flows) {
    if (!lacks(data)) continue;
    std::string what = "Tidak ada data " + std::string(to_string(data.flow)) + " bulan " + month + " di " +
                       data.file.name + ". Pilih bulan lain, atau periksa berkasnya.";
    if (request.set == OlahSet::semua)
      what += " Bila memang tidak ada, olah arus yang lain dan neraca sendiri-sendiri.";
    stop(what, data.periods);
  }
}

std::vector<trade::Stop> all_stops(std::vector<FlowData>& flows, const OlahRequest& request) {
  std::vector<trade::Stop> stops = identical_inputs(flows);
  bool readable = true;
  for (FlowData& data : flows) {
    readable = readable && data.stops.empty();
    std::move(data.stops.begin(), data.stops.end(), std::back_inserter(stops));
  }
  if (readable) check_month(flows, request, stops);
  std::stable_sort(stops.begin(), stops.end(),
                   [](const trade::Stop& a, const trade::Stop& b) { return a.rule < b.rule; });
  return stops;
}

std::string rejected_note(const trade::Amount& rejected) {
  return indonesian_count(rejected.rows) + " baris (US$ " + indonesian_number(rejected.value_usd.value(), 2) +
         ") tidak diolah: jalankan Preprocessing Data";
}

std::vector<trade::Table> make_tables(const std::vector<FlowData>& flows, const OlahRequest& request) {
  trade::TableRequest of_flow{request.period, request.office, request.time, {}};
  trade::TableRequest of_balance = of_flow;
  std::vector<trade::Table> tables;
  for (const FlowData& data : flows) {
    of_flow.notes.clear();
    if (data.rejected.rows > 0) {
      of_flow.notes.push_back(rejected_note(data.rejected));
      of_balance.notes.push_back(std::string(title_case(data.flow)) + ": " + of_flow.notes.back());
    }
    if (request.set == OlahSet::neraca) continue;
    auto made = trade::flow_tables(data.cube, of_flow);
    std::move(made.begin(), made.end(), std::back_inserter(tables));
  }
  if (request.set == OlahSet::neraca || request.set == OlahSet::semua) {
    auto made = trade::balance_tables(flows[0].cube, flows[1].cube, of_balance, request.gaps);
    std::move(made.begin(), made.end(), std::back_inserter(tables));
  }
  return tables;
}

std::string agreements_text(const std::vector<trade::Table>& tables, const OlahRequest& request) {
  std::string out = "Kecocokan tabel, " + request.office + ", " + month_in_words(request.period) + "\n\n";
  std::size_t holding = 0;
  const auto agreements = trade::agreements(tables);
  for (const auto& agreement : agreements) {
    holding += agreement.holds ? 1 : 0;
    out += (agreement.holds ? "cocok        " : "TIDAK COCOK  ") + agreement.what + ": " +
           indonesian_number(agreement.left, 2) + " = " + indonesian_number(agreement.right, 2) + "\n";
  }
  return out + "\n" + std::to_string(holding) + " dari " + std::to_string(agreements.size()) + " persamaan cocok.\n";
}

/// Where a table's workbook stands below the output folder.
std::string book_name(const trade::Table& table, OlahSet set) {
  const std::string file = formats::table_file_name(table);
  return set == OlahSet::semua ? std::string(folder_name(table.set)) + "/" + file : file;
}

Result<void> write_results(const std::vector<trade::Table>& tables, const OlahRequest& request) {
  auto folder = OutputFolder::create(request.out);
  if (!folder) return folder.error();
  std::vector<formats::ArchiveMember> members;
  for (const auto& table : tables) {
    const std::string name = book_name(table, request.set);
    const auto path = folder->path(name);
    if (!path) return path.error();
    members.push_back({name, *path});
  }
  request.progress.begin(kMakingTables, tables.size());
  std::vector<Result<void>> written(tables.size());
  parallel_for(tables.size(), request.threads, [&](std::size_t i) {
    written[i] = formats::write_table_workbook(members[i].path, tables[i], request.time);
    request.progress.add(1);
  });
  for (const auto& result : written) {
    if (!result) return result.error();
  }
  if (request.set == OlahSet::semua) {
    if (auto result = folder->write(kAgreements, agreements_text(tables, request)); !result) return result.error();
    members.push_back({kAgreements, members.front().path.parent_path().parent_path() / kAgreements});
  }
  const auto archive = folder->path(archive_name(request));
  if (!archive) return archive.error();
  if (auto result = formats::write_archive(*archive, members, request.time); !result) return result.error();
  const std::string json = tables_json(set_name(request.set), request.period, request.office, tables);
  if (auto result = folder->write(kTablesJson, json); !result) return result.error();
  return folder->publish();
}

/// A finished run takes away the stop that an earlier one left; a finished preprocess' report stays.
void remove_earlier_stop(const fs::path& out) {
  const fs::path path = out / kReportJson;
  std::ifstream in(path, std::ios::binary);
  if (!in) return;
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  boost::system::error_code code;
  const auto document = boost::json::parse(text, code);
  std::error_code ignored;
  if (!code && document.is_object() && document.as_object().contains("stopped")) fs::remove(path, ignored);
}

std::vector<FlowData> flows_of(const OlahRequest& request) {
  std::vector<FlowData> flows;
  for (const auto& [flow, file] : {std::pair{Flow::ekspor, request.ekspor}, std::pair{Flow::impor, request.impor}}) {
    if (!file) continue;
    FlowData data;
    data.flow = flow;
    data.file = *file;
    flows.push_back(std::move(data));
  }
  return flows;
}

Result<void> check_outputs(const OlahRequest& request) {
  std::vector<std::string> outputs = {archive_name(request), kTablesJson, kReportJson};
  std::vector<fs::path> inputs;
  for (const auto* file : {&request.ekspor, &request.impor}) {
    if (*file) inputs.push_back((*file)->path);
  }
  return check_no_overwrite(request.out, outputs, inputs);
}

}  // namespace

Result<OlahOutcome> olah(const OlahRequest& request) {
  if (auto checked = check_outputs(request); !checked) return checked.error();
  std::vector<FlowData> flows = flows_of(request);
  std::vector<Result<void>> read(flows.size());
  const unsigned each = std::max(1U, request.threads / static_cast<unsigned>(flows.size()));
  std::atomic<unsigned> reading{0};
  parallel_for(flows.size(), request.threads,
               [&](std::size_t i) { read[i] = read_flow(flows[i], request, each, reading); });
  for (const auto& result : read) {
    if (!result) return result.error();
  }
  if (auto stops = all_stops(flows, request); !stops.empty()) {
    if (auto written = write_stops(request.out, stops); !written) return written.error();
    return OlahOutcome(std::move(stops));
  }
  std::vector<trade::Table> tables = make_tables(flows, request);
  if (auto written = write_results(tables, request); !written) return written.error();
  remove_earlier_stop(request.out);
  return OlahOutcome(std::move(tables));
}

}  // namespace sipro::pipeline
