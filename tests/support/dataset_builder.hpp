// Small datasets for tests, written as the rows that matter: what a row does not say takes a plain value.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "trade/dataset.hpp"

namespace sipro::test {

/// A weight that is missing in the data.
inline constexpr double kMissingWeight = std::numeric_limits<double>::quiet_NaN();

struct Row {
  trade::Period period;
  double value_usd = 0;
  double weight_kg = 1000;
  std::string port = "TANJUNG BALAI KARIMUN";
  std::string country = "Singapura";
  int chapter = 3;
  std::string description{};  // empty: "Golongan 03"
  bool migas = false;
  std::string sector = "INDUSTRI";
};

inline std::string two_digits(int number) { return std::string(number < 10 ? "0" : "") + std::to_string(number); }

class DatasetBuilder {
 public:
  explicit DatasetBuilder(trade::Flow flow) : flow_(flow) {}

  DatasetBuilder& add(Row row) {
    rows_.push_back(std::move(row));
    return *this;
  }

  DatasetBuilder& add(const std::vector<Row>& rows) {
    rows_.insert(rows_.end(), rows.begin(), rows.end());
    return *this;
  }

  [[nodiscard]] trade::Dataset build() const {
    trade::Dataset data;
    data.flow = flow_;
    auto& kinds = data.column(trade::Variable::jenis);
    kinds.values = {"MIGAS", "NON MIGAS"};
    for (const Row& row : rows_) {
      data.month.push_back(static_cast<std::uint8_t>(row.period.month));
      data.year.push_back(static_cast<std::uint16_t>(row.period.year));
      data.value_usd.push_back(row.value_usd);
      data.weight_kg.push_back(row.weight_kg);
      const std::string chapter = two_digits(row.chapter);
      push(data, trade::Variable::pelabuhan1, row.port);
      push(data, trade::Variable::negara2, row.country);
      push(data, trade::Variable::hsdua, chapter);
      push(data, trade::Variable::hs2, row.description.empty() ? "Golongan " + chapter : row.description);
      push(data, trade::Variable::sektor, row.sector);
      kinds.codes.push_back(row.migas ? trade::kMigas : trade::kNonMigas);
    }
    sort_order(data);
    return data;
  }

 private:
  static void push(trade::Dataset& data, trade::Variable variable, const std::string& text) {
    auto& column = data.column(variable);
    auto found = std::find(column.values.begin(), column.values.end(), text);
    if (found == column.values.end()) found = column.values.insert(found, text);
    column.codes.push_back(static_cast<std::uint32_t>(found - column.values.begin()));
  }

  static void sort_order(trade::Dataset& data) {
    data.order.resize(data.month.size());
    std::iota(data.order.begin(), data.order.end(), 0U);
    std::stable_sort(data.order.begin(), data.order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::pair(data.year[a], data.month[a]) > std::pair(data.year[b], data.month[b]);
    });
  }

  trade::Flow flow_;
  std::vector<Row> rows_;
};

/// `count` rows over the months from January 2023 to May 2025, skewed as trade is; equal for equal seeds.
inline std::vector<Row> random_rows(std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random(seed);
  const auto pick = [&](unsigned below) { return static_cast<unsigned>(random() % (1 + random() % below)); };
  std::vector<Row> rows(count);
  for (Row& row : rows) {
    const auto month = static_cast<unsigned>(random() % 29);
    row.period = {2023 + static_cast<int>(month / 12), 1 + static_cast<int>(month % 12)};
    // Cents, so that a plain sum of doubles would depend on its order.
    row.value_usd = static_cast<double>(random() % 1'000'000'007) / 100;
    row.weight_kg = pick(20) == 19 ? kMissingWeight : static_cast<double>(random() % 10'000'000) / 1000;
    row.port = "PELABUHAN " + two_digits(static_cast<int>(pick(9)));
    row.country = "Negara " + two_digits(static_cast<int>(pick(40)));
    row.migas = pick(3) == 2;
    row.chapter = row.migas ? 27 : 1 + static_cast<int>(pick(97));
    row.sector = row.migas ? "HASIL MINYAK" : "SEKTOR " + two_digits(static_cast<int>(pick(5)));
  }
  return rows;
}

}  // namespace sipro::test
