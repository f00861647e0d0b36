// A clean dataset reduced once to the sums that all 33 tables ask for: period x port x country x chapter x kind x
// sector.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "trade/dataset.hpp"
#include "trade/exact_sum.hpp"

namespace sipro::trade {

/// One cell of the cube. Ports and countries are told apart by name, chapters by code, as the tables show them.
struct CubeCell {
  Period period;
  std::uint32_t port = 0;     // into Cube::ports
  std::uint32_t country = 0;  // into Cube::countries
  std::uint32_t chapter = 0;  // 1..99
  std::uint32_t sector = 0;   // into Cube::sectors
  bool migas = false;
  std::uint64_t rows = 0;
  ExactSum value_usd;
  ExactSum weight_kg;  // missing weights count 0
};

struct Cube {
  Flow flow = Flow::ekspor;
  std::vector<CubeCell> cells;
  std::vector<std::string> ports;
  std::vector<std::string> countries;
  std::vector<std::string> sectors;               // upper case
  std::map<std::uint32_t, std::string> chapters;  // chapter -> its description
};

/// Sums the dataset's kept rows on up to `threads` threads. The result does not depend on the order of rows or on
/// `threads` but for the order of `cells`.
Cube build_cube(const Dataset& dataset, unsigned threads);

}  // namespace sipro::trade
