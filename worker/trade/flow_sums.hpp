// The cube reduced once for one month asked for: what each port, country, chapter and sector has in the five windows of
// time that the tables compare. The 15 tables of a flow read these and never the cube.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "trade/cube.hpp"
#include "trade/figure.hpp"
#include "trade/monthly_series.hpp"
#include "trade/table_spec.hpp"

namespace sipro::trade {

/// With M T the month asked for and P the month before it.
enum class Window : unsigned char { month_last_year, cumulative_last_year, month_before, month, cumulative };

class Windows {
 public:
  Figure& operator[](Window window) { return figures_[static_cast<std::size_t>(window)]; }
  const Figure& operator[](Window window) const { return figures_[static_cast<std::size_t>(window)]; }
  void add(const Windows& other) {
    for (std::size_t i = 0; i < figures_.size(); ++i) figures_[i].add(other.figures_[i]);
  }

 private:
  std::array<Figure, 5> figures_;
};

/// A row of a table before it is one.
struct Member {
  std::string code;  // "03" of a chapter, else empty
  std::string name;  // a chapter's description
  Windows windows;

  const Figure& operator[](Window window) const { return windows[window]; }
  /// Ties are broken by it: code point order is the byte order of UTF-8.
  [[nodiscard]] const std::string& tie() const { return code.empty() ? name : code; }
};

class FlowSums {
 public:
  /// Precondition: the cube outlives this, and has rows in the month asked for.
  FlowSums(const Cube& cube, Period asked);
  ~FlowSums();
  FlowSums(const FlowSums&) = delete;
  FlowSums& operator=(const FlowSums&) = delete;

  [[nodiscard]] Period asked() const { return asked_; }

  /// The members that have data in any window, in the order of ties. `universe` is not a country of note but for
  /// chapters; the weight is known for ports only (the definitions are checked for both).
  [[nodiscard]] std::vector<Member> members(RowKind rows, Universe universe, Measure measure) const;
  /// Value by month; of the country of note too.
  [[nodiscard]] const MonthlySeries& series(Universe universe) const;
  /// Largest value of all goods in the month asked for; on a tie the larger cumulative one, then the name.
  [[nodiscard]] const std::optional<std::string>& country_of_note() const { return country_of_note_; }

 private:
  class MemberSums;

  void reduce();
  void reduce_country_of_note();
  [[nodiscard]] Member named(RowKind rows, std::uint32_t member) const;
  [[nodiscard]] const MemberSums& sums_of(RowKind rows, Universe universe, Measure measure) const;

  const Cube& cube_;
  Period asked_;
  FlowSeries series_;
  std::unique_ptr<MemberSums> ports_, port_weights_, countries_, chapters_, sectors_, chapters_of_note_;
  std::optional<std::string> country_of_note_;
  MonthlySeries series_of_note_;
};

/// The sum of all members in each window.
Windows total_of(const std::vector<Member>& members);

}  // namespace sipro::trade
