#include "pipeline/preprocess.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include "base/parallel.hpp"
#include "formats/sav_writer.hpp"
#include "formats/workbook.hpp"
#include "pipeline/output_folder.hpp"
#include "pipeline/periods_json.hpp"
#include "pipeline/phases.hpp"
#include "pipeline/report.hpp"
#include "pipeline/rows_columns.hpp"
#include "trade/repeats.hpp"

namespace sipro::pipeline {
namespace {

using trade::Dataset;
using trade::Variable;

formats::OutputVariable output_variable(const Dataset& dataset, const trade::VariableInfo& variable) {
  formats::OutputVariable out;
  out.name = variable.name;
  out.label = variable.label;
  constexpr std::size_t kHsWidth = 8;
  switch (variable.variable) {
    case Variable::bulan:
      out.cells = std::span<const std::uint8_t>(dataset.month);
      out.digits = 2;
      break;
    case Variable::tahun:
      out.cells = std::span<const std::uint16_t>(dataset.year);
      out.digits = 4;
      break;
    case Variable::berat:
    case Variable::nilai:
      out.cells = std::span<const double>(variable.variable == Variable::berat ? dataset.weight_kg : dataset.value_usd);
      out.digits = 20;
      out.decimals = 2;
      break;
    case Variable::hs:
      out.cells = &dataset.column(Variable::hs);
      out.minimum_width = kHsWidth;
      break;
    default:
      out.cells = &dataset.column(variable.variable);
      out.minimum_width = std::max<std::size_t>(1, variable.code_width);
  }
  return out;
}

formats::OutputFile clean_file(const Dataset& dataset, const trade::Report& report, const Moment& time) {
  formats::OutputFile file;
  const auto period = [&dataset](std::uint32_t row) { return trade::Period{dataset.year[row], dataset.month[row]}; };
  file.label = trade::clean_file_label(dataset.flow, period(dataset.order.back()), period(dataset.order.front()));
  file.notes.push_back("Data bersih " + std::string(to_string(dataset.flow)) + " oleh SIPRO, dari berkas:");
  for (const auto& source : report.files) {
    file.notes.push_back(source.name);
    file.notes.push_back("SHA-256 " + source.sha256);
  }
  file.created = time;
  for (const auto& variable : trade::variables()) file.variables.push_back(output_variable(dataset, variable));
  file.order = dataset.order;
  return file;
}

/// Writes the clean file and its rows, and beside them looks for repeats and writes the reports that tell of them.
Result<void> write_results(trade::Cleaned& cleaned, const PreprocessRequest& request) {
  auto folder = OutputFolder::create(request.out);
  if (!folder) return folder.error();
  const auto sav = folder->path(clean_file_name(request.flow));
  const auto workbook = folder->path(kReportWorkbook);
  if (!sav) return sav.error();
  if (!workbook) return workbook.error();
  std::optional<std::filesystem::path> rows;
  if (request.for_pages) {
    const auto path = folder->path(storage::kRowsFile);
    if (!path) return path.error();
    rows = *path;
  }
  const formats::OutputFile clean = clean_file(cleaned.dataset, cleaned.report, request.time);
  request.progress.begin(kWriting);
  std::array<Result<void>, 5> written;
  parallel_for(3, request.threads, [&](std::size_t i) {
    if (i == 0) {
      written[0] = formats::write_sav(*sav, clean, request.progress);
    } else if (i == 1) {
      trade::find_repeats(cleaned.dataset, 1, cleaned.report);
      written[1] = workbook::write_sheets(*workbook, report_sheets(cleaned.report, request.time), request.time);
      written[2] = folder->write(kReportJson, report_json(cleaned.report));
      if (!request.for_pages) return;
      written[3] = folder->write(kPeriodsJson, periods_json(request.flow, trade::period_totals(cleaned.dataset)));
    } else if (rows) {
      written[4] = storage::write_rows(*rows, cleaned.dataset.rows(), rows_columns(cleaned.dataset));
    }
  });
  for (const auto& result : written) {
    if (!result) return result.error();
  }
  return folder->publish();
}

trade::CleaningOptions options_of(const PreprocessRequest& request, const trade::HsMaster* master) {
  trade::CleaningOptions options;
  options.flow = request.flow;
  options.overlap = request.overlap;
  options.district = request.district;
  options.hs_master = master;
  options.accept_flow = request.accept_flow;
  options.last_year = static_cast<int>(request.time.date().year()) + 1;
  options.threads = request.threads;
  options.progress = request.progress;
  return options;
}

/// The HS master asked for; null where none was.
Result<std::unique_ptr<trade::HsMaster>> read_master(const PreprocessRequest& request) {
  if (!request.hs_master) return std::unique_ptr<trade::HsMaster>();
  auto read = trade::HsMaster::read(*request.hs_master);
  if (!read) return read.error();
  return std::make_unique<trade::HsMaster>(std::move(*read));
}

}  // namespace

std::string clean_file_name(trade::Flow flow) { return "Data Bersih " + std::string(title_case(flow)) + ".sav"; }

Result<PreprocessOutcome> preprocess(const PreprocessRequest& request) {
  std::vector<std::string> outputs = {clean_file_name(request.flow), kReportWorkbook, kReportJson};
  if (request.for_pages) outputs.insert(outputs.end(), {storage::kRowsFile, kPeriodsJson});
  std::vector<std::filesystem::path> inputs;
  for (const auto& file : request.files) inputs.push_back(file.path);
  if (auto checked = check_no_overwrite(request.out, outputs, inputs); !checked) return checked.error();

  const auto master = read_master(request);
  if (!master) return master.error();
  auto loaded = load_files(request.files, request.flow, request.threads, request.progress);
  if (!loaded) return loaded.error();
  request.progress.begin(kCleaning);
  auto outcome = trade::clean(std::move(loaded->inputs), std::move(loaded->stops), options_of(request, master->get()));
  if (auto* stops = std::get_if<std::vector<trade::Stop>>(&outcome)) {
    if (auto written = write_stops(request.out, *stops); !written) return written.error();
    return PreprocessOutcome(std::move(*stops));
  }
  auto& cleaned = std::get<trade::Cleaned>(outcome);
  if (auto written = write_results(cleaned, request); !written) return written.error();
  return PreprocessOutcome(std::move(cleaned.report));
}

}  // namespace sipro::pipeline
