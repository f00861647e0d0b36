// The synthetic trade of one flow: lanes (who ships what, from which port, where to) and which of them have a row in
// which month. A lane has at most one row a month, so that the key month x port x HS x country x province stays unique.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "pipeline/sample_catalogue.hpp"
#include "pipeline/sample_columns.hpp"
#include "pipeline/sample_dirt.hpp"
#include "pipeline/sample_random.hpp"
#include "trade/flow.hpp"
#include "trade/period.hpp"

namespace sipro::pipeline {

struct TradeRequest {
  std::uint64_t seed = 1;
  trade::Flow flow = trade::Flow::ekspor;
  std::uint64_t rows = 0;
  trade::Period from;
  trade::Period to;                   // inclusive
  std::vector<trade::Variable> kept;  // text variables that are wanted
  double dirt_percent = 0;
  std::vector<Dirt> dirt_kinds;
};

struct TradeMonth {
  trade::Period period;
  std::uint64_t rows = 0;
  std::uint64_t first_row = 0;  // rows of the months before
};

/// Immutable once made: months may be appended from several threads, each to its own columns.
class SampleTrade {
 public:
  explicit SampleTrade(TradeRequest request);

  [[nodiscard]] std::span<const TradeMonth> months() const { return months_; }

  /// Columns without a row that know all clean values.
  [[nodiscard]] SampleColumns empty_columns() const { return dictionary_; }

  /// Appends the rows of a month to columns that empty_columns() gave. Returns how many of them are dirty.
  std::uint64_t append(const TradeMonth& month, SampleColumns& columns) const;

 private:
  struct Lane {
    std::uint16_t port = 0;
    std::uint16_t commodity = 0;
    std::uint16_t country = 0;
    std::uint16_t province = 0;
    std::int32_t size = 0;  // how far its values stand above the commodity's typical one, 1/256 octaves
  };
  using Cells = std::vector<std::array<std::uint32_t, 6>>;

  void spread_rows_over_months();
  void make_lanes(std::size_t wanted);
  Lane draw_lane(Random& random, bool evenly) const;
  std::uint64_t key(const Lane& lane) const;
  Lane lane_of(std::uint64_t key) const;
  void fill_dictionary();
  [[nodiscard]] bool absent(const Lane& lane, trade::Period period) const;
  [[nodiscard]] std::vector<std::uint32_t> active_lanes(const TradeMonth& month) const;
  [[nodiscard]] SampleRow row_of(const Lane& lane, trade::Period period, Random& random) const;
  void set_commodity(SampleRow& row, std::size_t commodity) const;
  [[nodiscard]] std::optional<Dirt> dirt_of(std::uint64_t row) const;

  TradeRequest request_;
  Catalogue catalogue_;
  int row_size_ = 0;  // 1/256 octaves: the more rows, the smaller each
  std::vector<TradeMonth> months_;
  std::vector<Lane> lanes_;
  std::vector<std::uint32_t> port_steps_, country_steps_, commodity_steps_, province_steps_;  // cumulative weights
  std::vector<std::uint16_t> leading_zero_;  // commodities of chapters 01 to 09
  SampleColumns dictionary_;
  Cells port_cells_, country_cells_, province_cells_, commodity_cells_;  // codes of their texts in dictionary_
};

}  // namespace sipro::pipeline
