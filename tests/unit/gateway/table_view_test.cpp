#include "api/table_view.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace sipro::gateway {
namespace {

constexpr std::string_view kTables = R"({"set":"semua","year":2025,"month":4,"office":"Kabupaten Karimun","tables":[
  {"id":"E01","number":1,"title":"Nilai","heading":"Tabel 1. Nilai","unit":"juta US$",
   "columns":[{"label":"Uraian","kind":"text"},{"label":"Apr 2025","kind":"value"}],
   "rows":[["TOTAL EKSPOR",238.88712345678901],["MIGAS",null],["- X",0]],"notes":["Sumber"]},
  {"id":"N03","number":3,"title":"Neraca","heading":"Tabel 3. Neraca","unit":"juta US$","columns":[],"rows":[],"notes":[]}]})";

TEST(TableView, TheIndexTellsWhatTablesThereAre) {
  const auto index = tables_index(kTables);
  ASSERT_TRUE(index.has_value());
  EXPECT_EQ(boost::json::parse(*index), boost::json::parse(R"({"set":"semua","year":2025,"month":4,
    "office":"Kabupaten Karimun","tables":[
    {"id":"E01","number":1,"title":"Nilai","heading":"Tabel 1. Nilai","unit":"juta US$","set":"ekspor","rows":3},
    {"id":"N03","number":3,"title":"Neraca","heading":"Tabel 3. Neraca","unit":"juta US$","set":"neraca","rows":0}]})"));
}

TEST(TableView, AnEntryIsWrittenAsInTheFile) {
  const auto entry = table_entry(kTables, "E01");
  ASSERT_TRUE(entry.has_value());
  const std::size_t begin = kTables.find("{\"id\"");
  EXPECT_EQ(*entry, std::string(kTables.substr(begin, kTables.find("},\n  {\"id\":\"N03") + 1 - begin)) + "\n");
}

TEST(TableView, WhatLooksLikeJsonWithinATextIsText) {
  const std::string odd = R"({"id":"E01","title":"a \"}],[{ \\","rows":[["[{"]]})";
  const auto entry = table_entry(R"({"note":"[{\"}","tables":[{"id":"N01"},)" + odd + "]}", "E01");
  ASSERT_TRUE(entry.has_value());
  EXPECT_EQ(*entry, odd + "\n");
}

TEST(TableView, ATableThatTheJobDidNotMakeIsNotFound) {
  EXPECT_EQ(table_entry(kTables, "I01").error().code, Errc::not_found);
}

TEST(TableView, WhatOlahDoesNotWriteIsDamaged) {
  for (const std::string_view text :
       {"", "[]", "{\"tables\":{}}", "{\"tables\":[]}", R"({"set":"x","year":1,"month":1,"office":"x","tables":[1]})",
        R"({"set":"x","year":1,"month":1,"office":"x","tables":[{"id":"","rows":[]}]})"}) {
    EXPECT_EQ(tables_index(text).error().code, Errc::fact_damaged) << text;
  }
  EXPECT_EQ(table_entry("{\"tables\":[", "E01").error().code, Errc::fact_damaged);
}

TEST(TableView, IdsOfTablesAreALetterAndTwoDigits) {
  for (const std::string_view id : {"E01", "I15", "N03"}) EXPECT_TRUE(is_table_id(id)) << id;
  for (const std::string_view id : {"", "E1", "E001", "X01", "e01", "E0\"", "E0a"}) EXPECT_FALSE(is_table_id(id)) << id;
}

}  // namespace
}  // namespace sipro::gateway
