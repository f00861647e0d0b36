#include <boost/json.hpp>

#include "pipeline/json_number.hpp"
#include "pipeline/output_folder.hpp"
#include "pipeline/report.hpp"

namespace sipro::pipeline {
namespace {

namespace json = boost::json;

json::object rows_of(const trade::Report& report) {
  return {{"read", report.read.rows},
          {"kept", report.kept.rows},
          {"rejected", report.rejected.rows},
          {"other_district", report.other_district.rows}};
}

json::object values_of(const trade::Report& report) {
  return {{"read", json_number(report.read.value_usd.value())},
          {"kept", json_number(report.kept.value_usd.value())},
          {"rejected", json_number(report.rejected.value_usd.value())},
          {"other_district", json_number(report.other_district.value_usd.value())}};
}

json::object file_json(const trade::FileReport& file) {
  json::array periods;
  for (const auto& period : file.periods) periods.emplace_back(period.iso());
  json::object variables;
  for (const auto& [variable, name] : file.mapped) variables[trade::info(variable).name] = name;
  return {{"name", file.name},
          {"sha256", file.sha256},
          {"rows", file.read.rows},
          {"periods", std::move(periods)},
          {"variables", std::move(variables)}};
}

json::object finding_json(const trade::Finding& finding, const trade::Report& report) {
  json::array items;
  items.reserve(finding.items.size());
  for (const auto& item : finding.items) {
    items.push_back(json::object{{"file", report.files[item.file].name},
                                 {"case", item.case_number},
                                 {"variable", item.variable},
                                 {"value", item.value}});
  }
  return {{"rule", to_string(finding.rule)},
          {"action", to_string(finding.action)},
          {"count", finding.count},
          {"value_usd", json_number(finding.value_usd.value())},
          {"items", std::move(items)}};
}

json::object stop_json(const trade::Stop& stop) {
  return {{"rule", to_string(stop.rule)}, {"message", stop.message}, {"details", stop.details}};
}

}  // namespace

std::string report_json(const trade::Report& report) {
  json::array files;
  for (const auto& file : report.files) files.push_back(file_json(file));
  json::array findings;
  for (const auto& finding : report.findings) findings.push_back(finding_json(finding, report));
  const json::object document = {{"flow", to_string(report.flow)},
                                 {"rows", rows_of(report)},
                                 {"value_usd", values_of(report)},
                                 {"files", std::move(files)},
                                 {"findings", std::move(findings)}};
  return json::serialize(document) + "\n";
}

std::string stops_json(const std::vector<trade::Stop>& stops) {
  json::array also;
  for (std::size_t i = 1; i < stops.size(); ++i) also.push_back(stop_json(stops[i]));
  return json::serialize(json::object{{"stopped", stop_json(stops.front())}, {"also", std::move(also)}}) + "\n";
}

Result<void> write_stops(const std::filesystem::path& out, const std::vector<trade::Stop>& stops) {
  auto folder = OutputFolder::create(out);
  if (!folder) return folder.error();
  if (auto written = folder->write(kReportJson, stops_json(stops)); !written) return written.error();
  return folder->publish();
}

}  // namespace sipro::pipeline
