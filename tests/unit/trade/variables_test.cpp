#include "trade/variables.hpp"

#include <gtest/gtest.h>

namespace sipro::trade {
namespace {

std::optional<std::size_t> position(std::vector<std::string> names, Variable variable, std::optional<Flow> flow = {}) {
  return map_variables(names, flow).position[index(variable)];
}

TEST(Variables, MatchRegardlessOfCaseAndByAlias) {
  EXPECT_EQ(position({"bulan", "Kode_Hs"}, Variable::hs), 1U);
  EXPECT_EQ(position({"HS10", "hs"}, Variable::hs), 1U) << "the own name wins over an alias";
  EXPECT_EQ(position({"x"}, Variable::hs), std::nullopt);
}

TEST(Variables, MatchNamesCutToEightCharacters) {
  EXPECT_EQ(position({"BERAT_BE"}, Variable::berat), 0U);
  EXPECT_EQ(position({"PELABUHA"}, Variable::pelabuhan), 0U);
  EXPECT_EQ(position({"PELABUHA", "PELABU_A"}, Variable::pelabuhan1), 1U);
  EXPECT_EQ(position({"PELABUHA", "PELABU_2"}, Variable::pelabuhan1), 1U);
  EXPECT_EQ(position({"NEGARA_X"}, Variable::negara), std::nullopt);
}

TEST(Variables, FobAndCifTellTheFlow) {
  const std::vector<std::string> fob = {"fob"};
  const std::vector<std::string> both = {"FOB", "CIF"};
  EXPECT_EQ(flow_of_names(fob), Flow::ekspor);
  EXPECT_EQ(flow_of_names(both), std::nullopt);
  EXPECT_EQ(position(both, Variable::nilai, Flow::impor), 1U);
}

}  // namespace
}  // namespace sipro::trade
