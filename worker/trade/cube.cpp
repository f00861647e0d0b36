#include "trade/cube.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <span>
#include <utility>

#include "base/parallel.hpp"

namespace sipro::trade {
namespace {

constexpr std::size_t kChapters = 100;  // codes 01..99
constexpr std::uint32_t kNoCode = std::numeric_limits<std::uint32_t>::max();

/// What tells the cells of one face and period apart: port and sector, or country and chapter.
struct CellKey {
  std::uint32_t member = 0;
  std::uint32_t part = 0;
  bool migas = false;

  friend bool operator==(const CellKey& left, const CellKey& right) {
    return left.member == right.member && left.part == right.part && left.migas == right.migas;
  }

  [[nodiscard]] std::uint64_t hash() const {
    const std::uint64_t both = (std::uint64_t{member} << 32) | part;
    std::uint64_t mixed = (both ^ (migas ? 0x9e3779b97f4a7c15U : 0U)) * 0xc2b2ae3d27d4eb4fU;
    mixed ^= mixed >> 32;
    return mixed * 0x9e3779b97f4a7c15U;
  }
};

CellKey key_of(const PortCell& cell) { return {cell.port, cell.sector, cell.migas}; }
CellKey key_of(const CountryCell& cell) { return {cell.country, cell.chapter, cell.migas}; }

void set_key(PortCell& cell, const CellKey& key) {
  cell.port = key.member;
  cell.sector = key.part;
  cell.migas = key.migas;
}

void set_key(CountryCell& cell, const CellKey& key) {
  cell.country = key.member;
  cell.chapter = key.part;
  cell.migas = key.migas;
}

void add(PortCell& cell, const PortCell& part) {
  cell.rows += part.rows;
  cell.value_usd.add(part.value_usd);
  cell.weight_kg.add(part.weight_kg);
}

void add(CountryCell& cell, const CountryCell& part) {
  cell.rows += part.rows;
  cell.value_usd.add(part.value_usd);
}

/// The cells of one face and period, found by open addressing: the index is small enough to stay in the cache while a
/// period's rows, which stand together, are summed.
template <class Cell>
class Face {
 public:
  explicit Face(Period period) : period_(period) {}

  Cell& cell(const CellKey& key) {
    if ((cells_.size() + 1) * 2 > index_.size()) grow();
    std::size_t slot = slot_of(key);
    while (index_[slot] != 0) {
      Cell& found = cells_[index_[slot] - 1];
      if (key_of(found) == key) return found;
      slot = (slot + 1) & (index_.size() - 1);
    }
    Cell& added = cells_.emplace_back();
    added.period = period_;
    set_key(added, key);
    index_[slot] = static_cast<std::uint32_t>(cells_.size());
    return added;
  }

  void merge(const Face& other) {
    for (const Cell& part : other.cells_) add(cell(key_of(part)), part);
  }

  [[nodiscard]] std::vector<Cell>& cells() { return cells_; }

 private:
  [[nodiscard]] std::size_t slot_of(const CellKey& key) const { return (key.hash() >> 32) & (index_.size() - 1); }

  void grow() {
    index_.assign(std::max<std::size_t>(256, index_.size() * 2), 0);
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      std::size_t slot = slot_of(key_of(cells_[i]));
      while (index_[slot] != 0) slot = (slot + 1) & (index_.size() - 1);
      index_[slot] = static_cast<std::uint32_t>(i + 1);
    }
  }

  Period period_;
  std::vector<Cell> cells_;
  std::vector<std::uint32_t> index_;  // position in cells_ plus 1; 0: free
};

/// Both faces of one period.
struct PeriodCells {
  explicit PeriodCells(Period period) : ports(period), countries(period) {}

  Face<PortCell> ports;
  Face<CountryCell> countries;
};

/// The sums of a slice of the dataset.
struct PartialCube {
  std::map<Period, PeriodCells> periods;
  std::array<std::uint32_t, kChapters> description{};  // code of HS2 by chapter

  PartialCube() { description.fill(kNoCode); }
};

/// Chapter number by code of HSDUA; 0 where the text is no chapter (only rows that were not kept have such).
std::vector<std::uint8_t> chapter_numbers(const TextColumn& hsdua) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::vector<std::uint8_t> numbers;
  for (const auto& text : hsdua.values) {
    const bool valid = text.size() == 2 && digit(text[0]) && digit(text[1]);
    numbers.push_back(valid ? static_cast<std::uint8_t>((text[0] - '0') * 10 + (text[1] - '0')) : std::uint8_t{0});
  }
  if (numbers.empty()) numbers.push_back(0);
  return numbers;
}

/// Keeps for a chapter the description that is first by code point; an empty one gives way to any other.
class Descriptions {
 public:
  explicit Descriptions(const TextColumn& hs2) : values_(hs2.values) {}

  void offer(std::uint32_t& best, std::uint32_t code) const {
    if (code == best || code >= values_.size() || values_[code].empty()) return;
    if (best == kNoCode || values_[code] < values_[best]) best = code;
  }

 private:
  const std::vector<std::string>& values_;
};

class SliceSummer {
 public:
  explicit SliceSummer(const Dataset& dataset)
      : dataset_(dataset),
        ports_(dataset.column(Variable::pelabuhan1).codes),
        countries_(dataset.column(Variable::negara2).codes),
        chapters_(dataset.column(Variable::hsdua).codes),
        names_(dataset.column(Variable::hs2).codes),
        kinds_(dataset.column(Variable::jenis).codes),
        sectors_(dataset.column(Variable::sektor).codes),
        chapter_numbers_(chapter_numbers(dataset.column(Variable::hsdua))),
        descriptions_(dataset.column(Variable::hs2)) {}

  [[nodiscard]] PartialCube sum(std::span<const std::uint32_t> order) const {
    PartialCube partial;
    PeriodCells* cells = nullptr;
    Period current;
    for (const std::uint32_t row : order) {
      const Period period{dataset_.year[row], dataset_.month[row]};
      if (cells == nullptr || period != current) {
        cells = &partial.periods.try_emplace(period, period).first->second;
        current = period;
      }
      const std::uint8_t chapter = chapter_numbers_[chapters_[row]];
      const bool migas = kinds_[row] == kMigas;
      const double value = dataset_.value_usd[row];
      PortCell& port = cells->ports.cell({ports_[row], sectors_[row], migas});
      ++port.rows;
      port.value_usd.add(value);
      if (const double weight = dataset_.weight_kg[row]; !std::isnan(weight)) port.weight_kg.add(weight);
      CountryCell& country = cells->countries.cell({countries_[row], chapter, migas});
      ++country.rows;
      country.value_usd.add(value);
      descriptions_.offer(partial.description[chapter], names_[row]);
    }
    return partial;
  }

  void merge(PartialCube& into, PartialCube&& from) const {
    for (auto& [period, cells] : from.periods) {
      const auto found = into.periods.find(period);
      if (found == into.periods.end()) {
        into.periods.emplace(period, std::move(cells));
        continue;
      }
      found->second.ports.merge(cells.ports);
      found->second.countries.merge(cells.countries);
    }
    for (std::size_t chapter = 0; chapter < kChapters; ++chapter) {
      descriptions_.offer(into.description[chapter], from.description[chapter]);
    }
  }

 private:
  const Dataset& dataset_;
  const Codes& ports_;
  const Codes& countries_;
  const Codes& chapters_;
  const Codes& names_;
  const Codes& kinds_;
  const Codes& sectors_;
  std::vector<std::uint8_t> chapter_numbers_;
  Descriptions descriptions_;
};

/// A dictionary as the cube's names; never empty, since a column without codes stands for code 0 in every row.
std::vector<std::string> names_of(const TextColumn& column) {
  return column.values.empty() ? std::vector<std::string>{""} : column.values;
}

/// Below this a thread costs more than it saves.
constexpr std::size_t kRowsPerThread = 4096;

PartialCube sum_slices(const Dataset& dataset, unsigned threads) {
  const SliceSummer summer(dataset);
  const std::span<const std::uint32_t> order = dataset.order;
  const std::size_t most = std::max<std::size_t>(1, order.size() / kRowsPerThread);
  const std::size_t slices = std::clamp<std::size_t>(threads, 1, most);
  std::vector<PartialCube> partials(slices);
  parallel_for(slices, threads, [&](std::size_t i) {
    const std::size_t begin = order.size() * i / slices;
    const std::size_t end = order.size() * (i + 1) / slices;
    partials[i] = summer.sum(order.subspan(begin, end - begin));
  });
  for (std::size_t i = 1; i < slices; ++i) summer.merge(partials.front(), std::move(partials[i]));
  return std::move(partials.front());
}

}  // namespace

Cube build_cube(const Dataset& dataset, unsigned threads) {
  PartialCube sums = sum_slices(dataset, threads);
  Cube cube;
  cube.flow = dataset.flow;
  cube.ports = names_of(dataset.column(Variable::pelabuhan1));
  cube.countries = names_of(dataset.column(Variable::negara2));
  cube.sectors = names_of(dataset.column(Variable::sektor));
  std::array<bool, kChapters> present{};
  const auto take = [](auto& from, auto& to) {
    std::move(from.begin(), from.end(), std::back_inserter(to));
    from = {};
  };
  for (auto& [period, cells] : sums.periods) {
    for (const CountryCell& cell : cells.countries.cells()) present[cell.chapter] = true;
    take(cells.ports.cells(), cube.port_cells);
    take(cells.countries.cells(), cube.country_cells);
  }
  const auto& names = dataset.column(Variable::hs2).values;
  for (std::uint32_t chapter = 0; chapter < kChapters; ++chapter) {
    if (!present[chapter]) continue;
    const std::uint32_t code = sums.description[chapter];
    cube.chapters.emplace(chapter, code == kNoCode ? std::string() : names[code]);
  }
  return cube;
}

}  // namespace sipro::trade
