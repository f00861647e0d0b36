// Where a row of the merged data comes from: its file and its case number there.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace sipro::trade {

struct RowOrigin {
  std::uint32_t file = 0;
  std::uint32_t case_number = 0;  // from 1
};

class RowOrigins {
 public:
  /// Adds a file behind the others; returns its first row.
  std::size_t add(std::string name, std::size_t rows) {
    const std::size_t first = ends_.empty() ? 0 : ends_.back();
    names_.push_back(std::move(name));
    ends_.push_back(first + rows);
    return first;
  }

  [[nodiscard]] RowOrigin of(std::size_t row) const {
    const auto end = std::upper_bound(ends_.begin(), ends_.end(), row);
    const auto file = static_cast<std::size_t>(end - ends_.begin());
    const std::size_t first = file == 0 ? 0 : ends_[file - 1];
    return {static_cast<std::uint32_t>(file), static_cast<std::uint32_t>(row - first + 1)};
  }

  [[nodiscard]] const std::string& name(std::uint32_t file) const { return names_[file]; }
  [[nodiscard]] std::size_t rows() const { return ends_.empty() ? 0 : ends_.back(); }

 private:
  std::vector<std::string> names_;
  std::vector<std::size_t> ends_;  // of each file, one past its last row
};

}  // namespace sipro::trade
