// Rows for rows.bin, made by chance: columns as the clean file has them, in the hands of a test.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "storage/rows_writer.hpp"

namespace sipro::test {

/// One text column of `distinct` values, one of 3 constant ones, whole numbers, doubles with cents, halves and gaps.
struct RandomRows {
  std::vector<std::string> names;
  std::vector<std::uint32_t> name_of;
  std::vector<std::string> same{"SAMA", "tidak dipakai", "lain"};
  std::vector<std::uint32_t> month;
  std::vector<double> value;

  RandomRows(std::uint64_t seed, std::size_t count, std::size_t distinct) {
    std::mt19937_64 random(seed);
    for (std::size_t i = 0; i < distinct; ++i) {
      // Out of order, some equal, upper and lower case, and letters that are not ASCII.
      const std::size_t number = (i * 7919) % std::max<std::size_t>(1, distinct * 9 / 10);
      names.push_back((i % 3 == 0 ? "Ikan Segar " : i % 3 == 1 ? "BESI é " : "") + std::to_string(number));
    }
    for (std::size_t i = 0; i < count; ++i) {
      name_of.push_back(static_cast<std::uint32_t>(random() % distinct));
      month.push_back(static_cast<std::uint32_t>(1 + random() % 12));
      const double cents = static_cast<double>(random() % 3'000'000) / 100;
      const double values[] = {cents, std::trunc(cents), -cents, 0.0, -0.0, std::numeric_limits<double>::quiet_NaN()};
      value.push_back(values[random() % std::size(values)]);
    }
  }

  [[nodiscard]] std::size_t size() const { return month.size(); }

  [[nodiscard]] std::vector<storage::RowsColumn> columns() const {
    using storage::RowsColumn;
    const auto slice = [](const auto& from) {
      return [&from](std::size_t first, auto cells) {
        std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(first), cells.size(), cells.begin());
      };
    };
    const auto zeros = [](std::size_t, auto cells) { std::fill(cells.begin(), cells.end(), 0U); };
    return {RowsColumn{"BULAN", "Bulan", storage::WholeCells{slice(month)}},
            RowsColumn{"KOMODITI", "Komoditi", storage::TextCells{&names, slice(name_of)}},
            RowsColumn{"NILAI", "Nilai (US$)", storage::RealCells{slice(value)}},
            RowsColumn{"JENIS", "Migas atau nonmigas", storage::TextCells{&same, zeros}}};
  }
};

}  // namespace sipro::test
