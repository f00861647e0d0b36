#include "pipeline/tables_json.hpp"

#include <boost/json.hpp>

#include "pipeline/json_number.hpp"

namespace sipro::pipeline {
namespace {

namespace json = boost::json;
using trade::Cell;

json::value cell_json(const Cell& cell) {
  switch (cell.kind) {
    case Cell::Kind::text: return json::value(cell.text);
    case Cell::Kind::number: return json_number(cell.number);
    case Cell::Kind::absent:
    case Cell::Kind::not_yet: return nullptr;
  }
  return nullptr;
}

std::string_view kind_name(trade::ColumnKind kind) {
  switch (kind) {
    case trade::ColumnKind::text: return "text";
    case trade::ColumnKind::value: return "value";
    case trade::ColumnKind::percent: return "percent";
  }
  return "text";
}

json::object table_json(const trade::Table& table) {
  json::array columns;
  for (const auto& column : table.columns)
    columns.push_back(json::object{{"label", column.label}, {"kind", kind_name(column.kind)}});
  json::array rows;
  for (const auto& row : table.rows) {
    json::array cells;
    for (const Cell& cell : row) cells.push_back(cell_json(cell));
    rows.emplace_back(std::move(cells));
  }
  json::array notes;
  for (const auto& note : table.notes) notes.emplace_back(note);
  return {{"id", table.id},           {"number", table.number},   {"title", table.title},
          {"heading", table.heading}, {"unit", table.unit},       {"columns", std::move(columns)},
          {"rows", std::move(rows)},  {"notes", std::move(notes)}};
}

}  // namespace

std::string tables_json(std::string_view set, trade::Period period, const std::string& office,
                        const std::vector<trade::Table>& tables) {
  json::array list;
  for (const auto& table : tables) list.push_back(table_json(table));
  const json::object document = {
      {"set", set}, {"year", period.year}, {"month", period.month}, {"office", office}, {"tables", std::move(list)}};
  return json::serialize(document) + "\n";
}

}  // namespace sipro::pipeline
