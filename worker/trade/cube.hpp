// A clean dataset reduced once to the sums that all 33 tables ask for, in two faces: no table crosses ports or sectors
// with countries or chapters, and the whole crossing would grow with the rows.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "trade/dataset.hpp"
#include "trade/exact_sum.hpp"

namespace sipro::trade {

/// Period x port x kind x sector. Ports are told apart by name, as the tables show them.
struct PortCell {
  Period period;
  std::uint32_t port = 0;    // into Cube::ports
  std::uint32_t sector = 0;  // into Cube::sectors
  bool migas = false;
  std::uint64_t rows = 0;
  ExactSum value_usd;
  ExactSum weight_kg;  // missing weights count 0
};

/// Period x country x kind x chapter. Countries are told apart by name, chapters by code.
struct CountryCell {
  Period period;
  std::uint32_t country = 0;  // into Cube::countries
  std::uint32_t chapter = 0;  // 1..99
  bool migas = false;
  std::uint64_t rows = 0;
  ExactSum value_usd;
};

struct Cube {
  Flow flow = Flow::ekspor;
  std::vector<PortCell> port_cells;
  std::vector<CountryCell> country_cells;
  std::vector<std::string> ports;
  std::vector<std::string> countries;
  std::vector<std::string> sectors;               // upper case
  std::map<std::uint32_t, std::string> chapters;  // chapter -> its description
};

/// Sums the dataset's kept rows on up to `threads` threads. The result does not depend on the order of rows or on
/// `threads` but for the order of the cells.
Cube build_cube(const Dataset& dataset, unsigned threads);

}  // namespace sipro::trade
