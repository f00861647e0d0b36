// read_dump [--threads N] FILE...: what the reader makes of statistics files, a line of JSON each on stdout, for tests
// that compare it with PSPP, R and hand-written tables. Exit code 3 and {"error", "message"} where a file is refused.
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
    case trade::SourceValue::Kind::number:
      return std::isfinite(value.number) ? json::value(value.number) : json::value(key_of(value.number));
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

Result<json::object> dump(const char* path, unsigned threads) {
  const auto file = formats::StatisticsFile::open(path);
  if (!file) return file.error();
  std::vector<formats::ColumnRequest> requests;
  for (std::size_t i = 0; i < file->info().variables.size(); ++i) requests.push_back({i, formats::CellForm::distinct});
  const auto rows = file->read(requests, threads);
  if (!rows) return rows.error();
  return describe(file->info(), *rows);
}

}  // namespace

int main(int argc, char** argv) {
  int at = 1;
  unsigned threads = 1;
  if (argc > 2 && std::string_view(argv[1]) == "--threads") {
    threads = static_cast<unsigned>(std::stoul(argv[2]));
    at = 3;
  }
  if (at >= argc) {
    std::cerr << "usage: read_dump [--threads N] FILE...\n";
    return 2;
  }
  int exit_code = 0;
  for (; at < argc; ++at) {
    const auto found = dump(argv[at], threads);
    if (!found) exit_code = 3;
    // Flushed line by line: where a file kills the process, the lines before tell which one it was.
    std::cout << json::serialize(
                     found ? *found
                           : json::object{{"error", to_string(found.error().code)}, {"message", found.error().context}})
              << std::endl;
  }
  return exit_code;
}
