#include "api/table_view.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <vector>

namespace sipro::gateway {
namespace {

namespace json = boost::json;

const Error kDamaged{Errc::fact_damaged, "tables.json is not what olah writes"};

const json::value* find(const json::value& value, std::string_view key) {
  const auto* object = value.if_object();
  return object == nullptr ? nullptr : object->if_contains(key);
}

const json::array* list(const json::value& value, std::string_view key) {
  const json::value* found = find(value, key);
  return found == nullptr ? nullptr : found->if_array();
}

std::string_view text(const json::value& value, std::string_view key) {
  const json::value* found = find(value, key);
  const json::string* string = found == nullptr ? nullptr : found->if_string();
  return string == nullptr ? std::string_view() : std::string_view(string->data(), string->size());
}

std::string_view set_of(std::string_view id) {
  switch (id.front()) {
    case 'E': return "ekspor";
    case 'I': return "impor";
    default: return "neraca";
  }
}

/// Null for a text that is not JSON.
json::value parsed(std::string_view tables_json) {
  json::error_code failure;
  json::value value = json::parse(json::string_view(tables_json.data(), tables_json.size()), failure);
  return failure ? json::value() : value;
}

/// The objects that stand in an array of the document, as they are written. Boost.JSON 1.81 reads 17 digits to the last
/// bit but one, so that a table written anew would show other numbers. Precondition: it is JSON.
std::vector<std::string_view> entry_texts(std::string_view tables_json) {
  static constexpr int kDepth = 3;
  std::vector<std::string_view> entries;
  bool in_text = false;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < tables_json.size(); ++i) {
    const char c = tables_json[i];
    if (c == '"') in_text = !in_text;
    if (in_text) {
      if (c == '\\') ++i;
    } else if (c == '{' || c == '[') {
      if (++depth == kDepth && c == '{') begin = i;
    } else if (c == '}' || c == ']') {
      if (depth-- == kDepth && c == '}') entries.push_back(tables_json.substr(begin, i + 1 - begin));
    }
  }
  return entries;
}

/// True where every one of the keys was there.
bool copy(const json::value& from, std::initializer_list<std::string_view> keys, json::object& to) {
  for (const std::string_view key : keys) {
    const json::value* found = find(from, key);
    if (found == nullptr) return false;
    to[key] = *found;
  }
  return true;
}

}  // namespace

bool is_table_id(std::string_view id) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return id.size() == 3 && std::string_view("EIN").find(id[0]) != std::string_view::npos && is_digit(id[1]) &&
         is_digit(id[2]);
}

Result<std::string> tables_index(std::string_view tables_json) {
  const json::value document = parsed(tables_json);
  const json::array* tables = list(document, "tables");
  json::object index;
  if (tables == nullptr || !copy(document, {"set", "year", "month", "office"}, index)) return kDamaged;
  json::array entries;
  for (const json::value& table : *tables) {
    const json::array* rows = list(table, "rows");
    const std::string_view id = text(table, "id");
    json::object entry;
    if (rows == nullptr || !is_table_id(id) || !copy(table, {"id", "number", "title", "heading", "unit"}, entry)) {
      return kDamaged;
    }
    entry["set"] = set_of(id);
    entry["rows"] = rows->size();
    entries.push_back(std::move(entry));
  }
  index["tables"] = std::move(entries);
  return json::serialize(index) + "\n";
}

Result<std::string> table_entry(std::string_view tables_json, std::string_view id) {
  const json::value document = parsed(tables_json);
  const json::array* tables = list(document, "tables");
  if (tables == nullptr) return kDamaged;
  const auto same = [id](const json::value& table) { return text(table, "id") == id; };
  const auto found = std::find_if(tables->begin(), tables->end(), same);
  if (found == tables->end()) return Error{Errc::not_found, "the job has no table of this id"};
  const auto texts = entry_texts(tables_json);
  if (texts.size() != tables->size()) return kDamaged;
  return std::string(texts[static_cast<std::size_t>(found - tables->begin())]) + "\n";
}

}  // namespace sipro::gateway
