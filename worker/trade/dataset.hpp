// The clean data of one flow: every rule of the domain has been applied, every row kept is valid.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "trade/columns.hpp"
#include "trade/flow.hpp"
#include "trade/period.hpp"
#include "trade/variables.hpp"

namespace sipro::trade {

/// Rows are addressed by `order`: the kept rows, TAHUN descending, BULAN descending, then input order. The columns may
/// also hold rows that were not kept; nothing but `order` leads to them.
struct Dataset {
  Flow flow = Flow::ekspor;
  std::vector<std::uint8_t> month;              // 1..12
  std::vector<std::uint16_t> year;              // 2000..
  std::vector<double> weight_kg;                // NaN: missing
  std::vector<double> value_usd;                // finite, not negative
  std::array<TextColumn, kVariableCount> text;  // indexed by Variable; number variables stay empty
  std::vector<std::uint32_t> order;

  [[nodiscard]] std::size_t rows() const { return order.size(); }
  [[nodiscard]] const TextColumn& column(Variable variable) const { return text[index(variable)]; }
  [[nodiscard]] TextColumn& column(Variable variable) { return text[index(variable)]; }
};

/// JENIS in a dataset: code 0 is "MIGAS", code 1 "NON MIGAS", always in this order.
inline constexpr std::uint32_t kMigas = 0;
inline constexpr std::uint32_t kNonMigas = 1;

}  // namespace sipro::trade
