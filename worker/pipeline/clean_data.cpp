#include "pipeline/clean_data.hpp"

#include <algorithm>
#include <array>

namespace sipro::pipeline {
namespace {

using trade::Rule;
using trade::Variable;
using Outcome = std::variant<trade::Cleaned, std::vector<trade::Stop>>;

/// What the tables need of a clean file: its codes and names agree already.
constexpr std::array<Variable, 10> kTableVariables = {Variable::bulan,      Variable::tahun,   Variable::berat, Variable::nilai,
                                                      Variable::hsdua,      Variable::pelabuhan1, Variable::negara2, Variable::hs2,
                                                      Variable::jenis,      Variable::sektor};

trade::CleaningOptions options_of(const CleanDataRequest& request) {
  trade::CleaningOptions options;
  options.flow = request.flow;
  options.accept_flow = request.accept_flow;
  options.last_year = request.last_year;
  options.threads = request.threads;
  return options;
}

bool is_marked_clean(const trade::SourceFile& source) {
  return trade::flow_of_label(source.file_label) &&
         std::all_of(all_variables().begin(), all_variables().end(), [&](Variable v) { return source.map.has(v); });
}

/// True where the rules found nothing but what a clean file may hold.
bool is_borne_out(const trade::Report& report) {
  return std::all_of(report.findings.begin(), report.findings.end(), [](const trade::Finding& finding) {
    return finding.rule == Rule::flow_mismatch || finding.rule == Rule::weight_invalid || finding.rule == Rule::value_zero ||
           finding.rule == Rule::name_shared;
  });
}

}  // namespace

Result<Outcome> read_clean_data(const CleanDataRequest& request) {
  auto quick = read_source(request.file, request.flow, kTableVariables, request.threads);
  if (quick && is_marked_clean(*quick)) {
    std::vector<trade::SourceInput> inputs;
    inputs.push_back({std::move(*quick), std::nullopt});
    auto outcome = trade::clean(std::move(inputs), {}, options_of(request));
    const auto* cleaned = std::get_if<trade::Cleaned>(&outcome);
    if (cleaned == nullptr || is_borne_out(cleaned->report)) return outcome;
  }
  const std::array<InputFile, 1> files = {request.file};
  auto loaded = load_files(files, request.flow, request.threads);
  if (!loaded) return loaded.error();
  return trade::clean(std::move(loaded->inputs), std::move(loaded->stops), options_of(request));
}

}  // namespace sipro::pipeline
