#include "formats/workbook.hpp"

#include <algorithm>

namespace sipro::formats {

std::string table_file_name(const trade::Table& table) {
  std::string name = std::to_string(table.number) + ". " + table.title + ".xlsx";
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

}  // namespace sipro::formats
