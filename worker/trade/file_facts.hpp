// What is known of each file before any row is judged: its periods, the rows of other districts, its sums.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "trade/cleaning.hpp"
#include "trade/source_cells.hpp"

namespace sipro::trade {

struct FileFacts {
  explicit FileFacts(const SourceInput& input, const CleaningOptions& options);

  std::vector<std::uint8_t> months;     // by code of BULAN; 0: invalid
  std::vector<std::uint16_t> years;     // by code of TAHUN; 0: invalid
  std::vector<std::uint8_t> elsewhere;  // by code of KABKOT; 1: names another district
  CodedCells bulan;
  CodedCells tahun;
  CodedCells kabkot;
  NumberCells nilai;
  Amount read;
  PeriodAmounts periods;  // of the rows with a valid period, as read

  [[nodiscard]] bool set_aside(std::size_t row) const { return elsewhere[kabkot.code(row)] != 0; }

 private:
  void sum_rows(std::size_t rows);
};

/// The periods that two or more files have, with what each holds.
OverlappingPeriods overlapping_periods(const std::vector<SourceInput>& inputs, const std::vector<FileFacts>& facts);

}  // namespace sipro::trade
