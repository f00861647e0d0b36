// read_dump FILE: what the reader makes of a statistics file, as JSON on stdout, for tests that compare it with PSPP, R and
// hand-written tables. Exit code 3 and {"error", "message"} where the file is refused.
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <iostream>

#include "formats/statistics_file.hpp"

namespace {

using namespace sipro;
namespace json = boost::json;

/// The value as a JSON key: as short as it can be without loss.
std::string key_of(double number) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number);
  return {buffer, end.ptr};
}

json::value cell_of(const trade::SourceValue& value) {
  switch (value.kind) {
    case trade::SourceValue::Kind::missing: return nullptr;
    case trade::SourceValue::Kind::number: return std::isfinite(value.number) ? json::value(value.number) : json::value(key_of(value.number));
    case trade::SourceValue::Kind::text: break;
  }
  return json::value(value.text);
}

json::array cells_of(const trade::SourceColumn& column, std::uint64_t rows) {
  json::array cells;
  for (std::uint64_t row = 0; row < rows; ++row) {
    if (!column.plain()) {
      cells.push_back(cell_of(column.values[column.codes[row]]));
    } else if (std::isnan(column.numbers[row])) {
      cells.push_back(nullptr);
    } else {
      cells.push_back(column.numbers[row]);
    }
  }
  return cells;
}

json::object labels_of(const trade::SourceColumn& column) {
  json::object labels;
  for (const trade::SourceValue& value : column.values) {
    if (value.label.empty()) continue;
    labels[value.text.empty() ? key_of(value.number) : value.text] = value.label;
  }
  return labels;
}

json::array recoded_of(const trade::SourceColumn& column) {
  json::array texts;
  for (const trade::SourceValue& value : column.values) {
    if (value.recoded) texts.emplace_back(value.text);
  }
  return texts;
}

int fail(const Error& error) {
  std::cout << json::serialize(json::object{{"error", to_string(error.code)}, {"message", error.context}}) << '\n';
  return 3;
}

json::object describe(const formats::FileInfo& info, const formats::FileRows& rows) {
  json::object out{{"format", info.format}, {"charset", info.charset}, {"label", info.label}, {"rows", rows.rows}};
  out["notes"] = json::array(info.notes.begin(), info.notes.end());
  json::array variables;
  json::object columns;
  json::object labels;
  json::object recoded;
  for (std::size_t i = 0; i < info.variables.size(); ++i) {
    const formats::FileVariable& variable = info.variables[i];
    const trade::SourceColumn& column = rows.columns[i];
    variables.push_back(json::object{
        {"name", variable.name}, {"label", variable.label}, {"numeric", variable.numeric}, {"width", variable.width}});
    columns[variable.name] = cells_of(column, rows.rows);
    if (json::object found = labels_of(column); !found.empty()) labels[variable.name] = std::move(found);
    if (json::array found = recoded_of(column); !found.empty()) recoded[variable.name] = std::move(found);
  }
  out["variables"] = std::move(variables);
  out["columns"] = std::move(columns);
  out["labels"] = std::move(labels);
  out["recoded"] = std::move(recoded);
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::cerr << "usage: read_dump FILE [THREADS]\n";
    return 2;
  }
  const auto file = formats::StatisticsFile::open(argv[1]);
  if (!file) return fail(file.error());
  std::vector<formats::ColumnRequest> requests;
  for (std::size_t i = 0; i < file->info().variables.size(); ++i) requests.push_back({i, formats::CellForm::distinct});
  const auto rows = file->read(requests, argc == 3 ? static_cast<unsigned>(std::stoul(argv[2])) : 1U);
  if (!rows) return fail(rows.error());
  std::cout << json::serialize(describe(file->info(), *rows)) << '\n';
  return 0;
}
