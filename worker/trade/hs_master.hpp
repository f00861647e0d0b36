// The list of valid 8-digit HS codes, imported by the operator from a CSV file.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/error.hpp"

namespace sipro::trade {

class HsMaster {
 public:
  /// Reads a CSV file, comma or semicolon, with or without a heading: the code is the first field (dots and blanks do
  /// not count, a lost leading zero is given back). Errors: wrong_usage, when the file can't be read or holds no code.
  static Result<HsMaster> read(const std::filesystem::path& csv);

  [[nodiscard]] bool knows(std::string_view code8) const { return codes_.contains(std::string(code8)); }
  [[nodiscard]] std::size_t size() const { return codes_.size(); }

 private:
  std::unordered_set<std::string> codes_;
};

}  // namespace sipro::trade
