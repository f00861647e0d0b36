#include "trade/hs_master.hpp"

#include <algorithm>
#include <cstdint>
#include <sstream>

#include "base/input_file.hpp"

namespace sipro::trade {
namespace {

constexpr std::uint64_t kMostBytes = 64U << 20U;  // a hundred times the national list

/// The first field of a record, without its quotes, dots and blanks.
std::string first_field(const std::string& line) {
  std::string field;
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == ',' || c == ';' || c == '\t')) {
      break;
    } else if (c != '.' && c != ' ' && c != '\r') {
      field.push_back(c);
    }
  }
  return field;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Result<HsMaster> HsMaster::read(const std::filesystem::path& csv) {
  auto bytes = read_input(csv, kMostBytes);
  if (!bytes) return Error{Errc::wrong_usage, "the HS master can't be read: " + bytes.error().context};
  std::istringstream in(std::move(*bytes));
  HsMaster master;
  for (std::string line; std::getline(in, line);) {
    std::string code = first_field(line);
    if (code.size() == 7) code.insert(0, 1, '0');
    if (code.size() == 8 && std::all_of(code.begin(), code.end(), is_digit)) master.codes_.insert(std::move(code));
  }
  if (master.codes_.empty()) {
    return Error{Errc::wrong_usage,
                 csv.string() + ": no 8-digit HS code in its first column; expected a CSV file like code8,description"};
  }
  return master;
}

}  // namespace sipro::trade
