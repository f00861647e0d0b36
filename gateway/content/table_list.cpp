#include "content/table_list.hpp"

#include <boost/json/parse.hpp>
#include <string_view>

#include "embedded.hpp"
#include "flow_words.hpp"

namespace sipro::gateway {
namespace {

namespace json = boost::json;

struct Set {
  std::string_view prefix;  // of the definitions' files
  std::string_view name;
  char letter;
};

constexpr Set kSets[] = {
    {"tables/flow-", "ekspor", 'E'}, {"tables/flow-", "impor", 'I'}, {"tables/balance-", "neraca", 'N'}};

std::string text_of(const json::object& definition, std::string_view key) {
  const auto& text = definition.at({key.data(), key.size()}).as_string();
  return {text.data(), text.size()};
}

ListedTable read_table(const Set& set, std::string_view text) {
  const json::value document = json::parse({text.data(), text.size()});
  const json::object& definition = document.as_object();
  const bool ekspor = set.letter == 'E';
  ListedTable table;
  table.number = static_cast<int>(definition.at("number").as_int64());
  table.id = std::string(1, set.letter) + (table.number < 10 ? "0" : "") + std::to_string(table.number);
  table.set = set.name;
  table.title = schemas::in_words_of(ekspor, text_of(definition, "title"));
  table.unit = schemas::unit_of_measure(text_of(definition, "measure"));
  table.shows = schemas::in_words_of(ekspor, text_of(definition, "shows"));
  return table;
}

std::vector<ListedTable> read_tables() {
  std::vector<ListedTable> tables;
  for (const Set& set : kSets) {
    for (const auto& file : schemas::embedded_files()) {
      if (file.path.starts_with(set.prefix)) tables.push_back(read_table(set, file.text));
    }
  }
  return tables;
}

}  // namespace

const std::vector<ListedTable>& listed_tables() {
  static const std::vector<ListedTable> kTables = read_tables();
  return kTables;
}

}  // namespace sipro::gateway
