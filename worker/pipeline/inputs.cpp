#include "pipeline/inputs.hpp"

#include <algorithm>
#include <array>

#include "base/parallel.hpp"
#include "base/sha256.hpp"
#include "formats/statistics_file.hpp"
#include "pipeline/phases.hpp"

namespace sipro::pipeline {
namespace {

using trade::kVariableCount;
using trade::Variable;

/// What reading one file gave.
struct Loaded {
  Result<trade::SourceFile> source = Error{Errc::internal, ""};
  Result<std::string> sha256 = Error{Errc::internal, ""};
};

std::vector<std::pair<std::string, std::string>> identical_pairs(std::span<const InputFile> files,
                                                                 const std::vector<Loaded>& loaded) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (std::size_t second = 1; second < files.size(); ++second) {
    if (!loaded[second].sha256) continue;
    for (std::size_t first = 0; first < second; ++first) {
      if (!loaded[first].sha256 || *loaded[first].sha256 != *loaded[second].sha256) continue;
      pairs.emplace_back(files[first].name, files[second].name);
      break;
    }
  }
  return pairs;
}

/// True where the values are codes: digits only, as far as there are any.
bool are_codes(const trade::SourceColumn& column) {
  return std::all_of(column.values.begin(), column.values.end(), [](const trade::SourceValue& value) {
    return value.kind != trade::SourceValue::Kind::text ||
           std::all_of(value.text.begin(), value.text.end(), [](char c) { return c >= '0' && c <= '9'; });
  });
}

/// A format that cuts names to 8 characters gives PELABUHAN and PELABUHAN1 their names by their order: which of both
/// holds the codes only the contents tell.
void settle_cut_ports(trade::SourceFile& source) {
  auto& code = source.columns[trade::index(Variable::pelabuhan)];
  auto& name = source.columns[trade::index(Variable::pelabuhan1)];
  if (source.format != "por" || !code || !name || are_codes(*code) || !are_codes(*name)) return;
  std::swap(code, name);
  std::swap(source.map.position[trade::index(Variable::pelabuhan)],
            source.map.position[trade::index(Variable::pelabuhan1)]);
}

}  // namespace

std::span<const Variable> all_variables() {
  static const auto kAll = [] {
    std::array<Variable, kVariableCount> all{};
    for (std::size_t i = 0; i < kVariableCount; ++i) all.at(i) = static_cast<Variable>(i);
    return all;
  }();
  return kAll;
}

Result<trade::SourceFile> read_source(const InputFile& file, std::optional<trade::Flow> flow,
                                      std::span<const Variable> wanted, unsigned threads, Progress progress) {
  auto opened = formats::StatisticsFile::open(file.path);
  if (!opened) return opened.error();
  const formats::FileInfo& info = opened->info();
  trade::SourceFile source;
  source.name = file.name;
  source.path = file.path.string();
  source.format = info.format;
  source.charset = info.charset;
  source.file_label = info.label;
  for (const auto& variable : info.variables) source.names.push_back(variable.name);
  source.map = trade::map_variables(source.names, flow);

  std::vector<formats::ColumnRequest> requests;
  std::vector<Variable> requested;
  for (const Variable variable : wanted) {
    const auto position = source.map.position[trade::index(variable)];
    if (!position) continue;
    const bool amount = variable == Variable::berat || variable == Variable::nilai;
    requests.push_back({*position, amount ? formats::CellForm::numbers : formats::CellForm::distinct});
    requested.push_back(variable);
  }
  auto cells = opened->read(requests, threads, progress);
  if (!cells) return cells.error();
  source.rows = cells->rows;
  for (std::size_t i = 0; i < requested.size(); ++i) {
    source.columns[trade::index(requested[i])] = std::move(cells->columns[i]);
  }
  settle_cut_ports(source);
  return source;
}

Result<LoadedFiles> load_files(std::span<const InputFile> files, std::optional<trade::Flow> flow, unsigned threads,
                               Progress progress) {
  progress.begin(kReading);
  std::vector<Loaded> loaded(files.size());
  // Reading first: the hashes fill the threads that the last files leave idle.
  const unsigned each = std::max(1U, threads / static_cast<unsigned>(files.size()));
  parallel_for(files.size() * 2, threads, [&](std::size_t i) {
    if (i < files.size()) {
      loaded[i].source = read_source(files[i], flow, all_variables(), each, progress);
    } else {
      loaded[i - files.size()].sha256 = sha256_of_file(files[i - files.size()].path, progress);
    }
  });

  LoadedFiles out;
  std::vector<trade::UnreadableFile> unreadable;
  const auto pairs = identical_pairs(files, loaded);
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!loaded[i].source) {
      const Error& error = loaded[i].source.error();
      if (!is_unreadable_file(error.code)) return error;
      unreadable.push_back({files[i].name, error});
      continue;
    }
    trade::SourceFile& source = *loaded[i].source;
    if (files[i].year && source.map.has(Variable::tahun)) {
      return Error{Errc::wrong_usage, files[i].name + ": a year was given, but the file has TAHUN"};
    }
    if (!loaded[i].sha256) return loaded[i].sha256.error();
    source.sha256 = *loaded[i].sha256;
    out.inputs.push_back({std::move(source), files[i].year});
  }
  if (!unreadable.empty()) out.stops.push_back(trade::unreadable_file_stop(unreadable));
  if (!pairs.empty()) out.stops.push_back(trade::identical_files_stop(pairs));
  return out;
}

}  // namespace sipro::pipeline
