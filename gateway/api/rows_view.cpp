#include "api/rows_view.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "http/query.hpp"

namespace sipro::gateway {
namespace {

namespace json = boost::json;
using storage::rows_format::CellKind;

constexpr std::size_t kDefaultLimit = 100;
constexpr std::size_t kSearchBytes = 200;

std::string_view word(CellKind kind) {
  switch (kind) {
    case CellKind::text: return "text";
    case CellKind::real: return "real";
    case CellKind::whole: return "whole";
  }
  return "text";
}

struct CellJson {
  json::value operator()(std::monostate) const { return nullptr; }
  json::value operator()(std::int64_t number) const { return number; }
  json::value operator()(double number) const { return number; }
  json::value operator()(const std::string& text) const { return json::string(text.data(), text.size()); }
};

json::array row_json(const std::vector<storage::RowsCell>& row) {
  json::array cells;
  cells.reserve(row.size());
  for (const storage::RowsCell& cell : row) cells.push_back(std::visit(CellJson{}, cell));
  return cells;
}

json::array variables_json(const storage::Rows& rows) {
  json::array out;
  for (const auto& variable : rows.variables()) {
    out.push_back(json::object{{"name", variable.name}, {"label", variable.label}, {"kind", word(variable.kind)}});
  }
  return out;
}

}  // namespace

Result<storage::RowsQuery> read_rows_query(const http::Request& request) {
  const auto offset = http::query_number(request, "offset", 0, UINT32_MAX);
  const auto limit = http::query_number(request, "limit", kDefaultLimit, storage::Rows::kMaxLimit);
  if (!offset || !limit) {
    return Error{Errc::wrong_usage, "offset dan limit harus bilangan bulat; limit paling besar 1000."};
  }
  const auto descending = http::query_flag(request, "descending");
  if (!descending) return Error{Errc::wrong_usage, "descending harus true atau false."};
  storage::RowsQuery query;
  query.offset = *offset;
  query.limit = *limit;
  query.search = request.query_value("q").value_or("");
  query.sort = request.query_value("sort").value_or("");
  query.descending = *descending;
  if (query.search.size() > kSearchBytes) return Error{Errc::wrong_usage, "q paling panjang 200 bita."};
  return query;
}

Result<std::string> rows_page(storage::Rows& rows, const storage::RowsQuery& query) {
  const auto is_sort = [&query](const auto& variable) { return variable.name == query.sort; };
  const auto& variables = rows.variables();
  if (!query.sort.empty() && std::none_of(variables.begin(), variables.end(), is_sort)) {
    return Error{Errc::wrong_usage, "sort harus nama salah satu variabel, misalnya NILAI."};
  }
  const auto page = rows.page(query);
  if (!page) return page.error();
  json::array out;
  out.reserve(page->rows.size());
  for (const auto& row : page->rows) out.push_back(row_json(row));
  const json::object body{{"variables", variables_json(rows)},
                          {"rows_total", rows.rows()},
                          {"found", page->found},
                          {"offset", query.offset},
                          {"rows", std::move(out)}};
  return json::serialize(body) + "\n";
}

}  // namespace sipro::gateway
