#include "api/rows_view.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <cmath>
#include <filesystem>
#include <limits>

#include "storage/rows_writer.hpp"
#include "support/scratch_folder.hpp"

namespace sipro::gateway {
namespace {

struct QueryCase {
  const char* query;
  bool good;
};

TEST(RowsView, QueriesAreReadStrictly) {
  const QueryCase cases[] = {
      {"", true},
      {"offset=5&limit=1000&q=singapura&sort=NILAI&descending=true", true},
      {"limit=0", true},
      {"descending=false", true},
      {"limit=1001", false},
      {"limit=-1", false},
      {"limit=", false},
      {"limit=1x", false},
      {"offset=99999999999999999999", false},
      {"offset=1.5", false},
      {"descending=yes", false},
      {"descending=", false},
  };
  for (const QueryCase& it : cases) {
    http::Request request;
    request.query = it.query;
    EXPECT_EQ(read_rows_query(request).has_value(), it.good) << it.query;
  }
  http::Request request;
  request.query = "q=" + std::string(201, 'a');
  EXPECT_EQ(read_rows_query(request).error().code, Errc::wrong_usage);
}

TEST(RowsView, WhatIsNotAskedForHasItsUsualValue) {
  const auto query = read_rows_query({});
  ASSERT_TRUE(query.has_value());
  EXPECT_EQ(query->offset, 0U);
  EXPECT_EQ(query->limit, 100U);
  EXPECT_EQ(query->search, "");
  EXPECT_EQ(query->sort, "");
  EXPECT_FALSE(query->descending);
}

class RowsPageJson : public testing::Test {
 protected:
  storage::Rows rows() {
    const auto path = folder_.path() / "rows.bin";
    static const std::vector<std::string> names{"BATAM", "ANAMBAS"};
    const auto codes = [](std::size_t first, std::span<std::uint32_t> cells) {
      for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = static_cast<std::uint32_t>((first + i) % 2);
    };
    const auto months = [](std::size_t first, std::span<std::uint32_t> cells) {
      for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = static_cast<std::uint32_t>(first + i + 1);
    };
    const auto values = [](std::size_t first, std::span<double> cells) {
      for (std::size_t i = 0; i < cells.size(); ++i) {
        cells[i] = first + i == 2 ? std::numeric_limits<double>::quiet_NaN() : 0.1 + static_cast<double>(first + i);
      }
    };
    const storage::RowsColumn columns[] = {{"PELABUHAN1", "Nama pelabuhan", storage::TextCells{&names, codes}},
                                           {"BULAN", "Bulan", storage::WholeCells{months}},
                                           {"BERAT", "Berat", storage::RealCells{values}}};
    EXPECT_TRUE(storage::write_rows(path, 3, columns).has_value());
    return storage::Rows::open(storage::Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC))).value();
  }

  test::ScratchFolder folder_;
};

TEST_F(RowsPageJson, HoldsVariablesAndCells) {
  storage::Rows file = rows();
  storage::RowsQuery query;
  query.offset = 1;
  const auto page = rows_page(file, query);
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(boost::json::parse(*page), boost::json::parse(R"({"variables":[
    {"name":"PELABUHAN1","label":"Nama pelabuhan","kind":"text"},{"name":"BULAN","label":"Bulan","kind":"whole"},
    {"name":"BERAT","label":"Berat","kind":"real"}],"rows_total":3,"found":3,"offset":1,
    "rows":[["ANAMBAS",2,1.1],["BATAM",3,null]]})"));
}

TEST_F(RowsPageJson, AnUnknownVariableIsTheCallersFault) {
  storage::Rows file = rows();
  storage::RowsQuery query;
  query.sort = "BERAT ";
  EXPECT_EQ(rows_page(file, query).error().code, Errc::wrong_usage);
}

}  // namespace
}  // namespace sipro::gateway
