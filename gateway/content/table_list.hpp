// The list of output tables, as the definitions under schemas/tables tell it.
#pragma once

#include <string>
#include <vector>

namespace sipro::gateway {

struct ListedTable {
  std::string id;   // "E01"
  std::string set;  // "ekspor", "impor", "neraca"
  int number = 0;
  std::string title;
  std::string unit;   // "juta US$", "ribu ton"
  std::string shows;  // one sentence
};

/// All 33: exports, imports, balance. Throws std::logic_error where a definition is malformed, which a test rules out.
const std::vector<ListedTable>& listed_tables();

}  // namespace sipro::gateway
