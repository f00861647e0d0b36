#include "trade/table_spec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "embedded.hpp"

namespace sipro::trade {
namespace {

using testing::HasSubstr;

const TableSpec& spec(const std::string& id) {
  for (const auto& candidate : table_specs()) {
    if (candidate.id == id) return candidate;
  }
  throw std::out_of_range(id);
}

TEST(TableSpec, ThereAreThirtyThreeTablesInOrder) {
  std::vector<std::string> ids;
  for (const auto& candidate : table_specs()) ids.push_back(candidate.id);
  std::vector<std::string> expected;
  for (const auto& [letter, count] : {std::pair("E", 15), std::pair("I", 15), std::pair("N", 3)}) {
    for (int i = 1; i <= count; ++i) expected.push_back(letter + std::string(i < 10 ? "0" : "") + std::to_string(i));
  }
  EXPECT_EQ(ids, expected);
}

TEST(TableSpec, TitlesAreThoseOfTheDomain) {
  const std::vector<std::string> ekspor = {"Nilai Ekspor Menurut Sektor",
                                           "Nilai Ekspor Menurut Pelabuhan",
                                           "Perkembangan Nilai Ekspor",
                                           "Perkembangan Nilai Ekspor (c-t-c)",
                                           "Volume Ekspor Menurut Pelabuhan",
                                           "Nilai Ekspor Menurut Negara Tujuan",
                                           "Nilai Ekspor Nonmigas Menurut Negara Tujuan",
                                           "Nilai Ekspor Migas Menurut Negara Tujuan",
                                           "Nilai Ekspor Negara Tujuan Utama HS2 Digit",
                                           "Perkembangan Nilai Ekspor Negara Tujuan Utama",
                                           "Nilai Ekspor Kumulatif Menurut Negara Tujuan",
                                           "Perkembangan Nilai Ekspor Negara Tujuan Utama (c-t-c)",
                                           "Nilai Ekspor Nonmigas Menurut Golongan Barang HS2 Digit",
                                           "Peningkatan/Penurunan Nilai Ekspor Nonmigas HS2 Digit (m-t-m)",
                                           "Share Nilai Ekspor Nonmigas HS2 Digit"};
  for (std::size_t i = 0; i < ekspor.size(); ++i) EXPECT_EQ(table_specs()[i].title, ekspor[i]);
  EXPECT_EQ(spec("I06").title, "Nilai Impor Menurut Negara Asal");
  EXPECT_EQ(spec("I09").title, "Nilai Impor Negara Asal Utama HS2 Digit");
  EXPECT_EQ(spec("I01").total, "TOTAL IMPOR");
  EXPECT_EQ(spec("N01").title, "Nilai Neraca Perdagangan");
  EXPECT_EQ(spec("N02").title, "Perkembangan Nilai Neraca Perdagangan");
  EXPECT_EQ(spec("N03").title, "Perkembangan Nilai Neraca Perdagangan (c-t-c)");
}

TEST(TableSpec, ImportTablesNeverSpeakOfExports) {
  for (const auto& candidate : table_specs()) {
    if (candidate.set != TableSet::impor) continue;
    for (const auto& words : {candidate.title, candidate.shows, candidate.value_heading, candidate.total}) {
      for (const char* word : {"kspor", "KSPOR", "ujuan"}) EXPECT_EQ(words.find(word), std::string::npos) << words;
    }
  }
}

TEST(TableSpec, EveryTableSaysWhatItShowsInASentenceOfItsOwn) {
  std::set<std::string> sentences;
  for (const auto& candidate : table_specs()) {
    EXPECT_TRUE(candidate.shows.ends_with('.')) << candidate.id;
    EXPECT_TRUE(sentences.insert(candidate.shows).second) << candidate.id;
  }
}

/// A valid definition with some keys replaced; a null value takes the key away.
std::string definition(const boost::json::object& changes) {
  auto object = boost::json::parse(schemas::embedded("tables/flow-06.json")).as_object();
  for (const auto& change : changes) {
    if (change.value().is_null()) {
      object.erase(change.key());
    } else {
      object[change.key()] = change.value();
    }
  }
  return boost::json::serialize(object);
}

struct Malformed {
  std::string name;
  boost::json::object changes;
  std::string message;
};

TEST(TableSpec, RefusesAMalformedDefinitionNamingFileAndKey) {
  const std::vector<Malformed> cases = {
      {"unknown rows", {{"rows", "country"}}, "rows: \"country\" is none of sectors, ports, countries"},
      {"missing title", {{"title", nullptr}}, "title: is missing"},
      {"title not a text", {{"title", 5}}, "title: is not a text"},
      {"number as text", {{"number", "6"}}, "number: is not a whole number"},
      {"number of another file", {{"number", 7}}, "number: belongs into the file tables/flow-07.json"},
      {"unknown key", {{"colour", "red"}}, "colour: is not a key of a definition"},
      {"unknown set", {{"set", "ekspor"}}, "set: \"ekspor\" is none of flow, balance"},
      {"share without a period", {{"period", nullptr}}, "period: is missing"},
      {"unknown period", {{"period", "week"}}, "period: \"week\" is none of month, cumulative"},
      {"sort of another pattern", {{"sort", "chronological"}}, "sort: does not go with these columns"},
      {"rows of another pattern", {{"rows", "months"}}, "rows: do not go with these columns"},
      {"columns of another set", {{"columns", "balance"}}, "columns: do not belong to this set"},
      {"members without a total", {{"total", nullptr}}, "total: is missing"},
      {"weight by country", {{"measure", "weight"}}, "measure: weight is summed by port only"},
      {"countries of one country", {{"universe", "country_of_note"}}, "universe: country_of_note goes with"},
      {"two headings", {{"row_headings", {"Kode", "Negara"}}}, "row_headings: needs 1"},
      {"headings not a list", {{"row_headings", "Negara"}}, "row_headings: is not a list of texts"},
      {"unknown word", {{"title", "Nilai {Arus}"}}, "title: holds a word in braces"},
      {"heading without its time", {{"value_heading", "Nilai {Flow}"}}, "value_heading: needs {period}"},
      {"heading with another time", {{"value_heading", "{period} {year}"}}, "value_heading: needs {period}"},
  };
  for (const auto& [name, changes, message] : cases) {
    const auto parsed = parse_table_definition("tables/flow-06.json", definition(changes));
    ASSERT_FALSE(parsed.has_value()) << name;
    EXPECT_THAT(parsed.error().context, HasSubstr("tables/flow-06.json: " + message)) << name;
  }
  EXPECT_TRUE(parse_table_definition("tables/flow-06.json", definition({})).has_value());
}

TEST(TableSpec, RefusesWhatIsNotOneJsonObject) {
  for (const char* text : {"", "{", "[]", "{} {}"}) {
    const auto parsed = parse_table_definition("tables/flow-06.json", text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_THAT(parsed.error().context, HasSubstr("tables/flow-06.json: is not"));
  }
}

TEST(TableSpec, SchemaOfDefinitionsKnowsTheSameWordsAsTheParser) {
  const auto schema = boost::json::parse(schemas::embedded("table_definition.schema.json"));
  const auto& properties = schema.at("properties").as_object();
  const auto keys = boost::json::parse(schemas::embedded("tables/flow-06.json")).as_object();
  EXPECT_EQ(properties.size(), keys.size()) << "flow-06 has every key";
  std::size_t enums = 0;
  for (const auto& property : properties) {
    EXPECT_TRUE(keys.contains(property.key())) << property.key();
    const auto* words = property.value().as_object().if_contains("enum");
    if (words == nullptr) continue;
    ++enums;
    std::string known;
    for (const auto& word : words->as_array()) known += (known.empty() ? "" : ", ") + std::string(word.as_string());
    const auto parsed = parse_table_definition("tables/flow-06.json", definition({{property.key(), "?"}}));
    ASSERT_FALSE(parsed.has_value());
    EXPECT_TRUE(parsed.error().context.ends_with("is none of " + known)) << parsed.error().context;
  }
  EXPECT_EQ(enums, 7U);
}

}  // namespace
}  // namespace sipro::trade
