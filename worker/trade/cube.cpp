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

/// What tells the cells of one period apart.
struct CellKey {
  std::uint32_t port = 0;
  std::uint32_t country = 0;
  std::uint32_t sector = 0;
  std::uint32_t chapter = 0;
  bool migas = false;

  [[nodiscard]] bool names(const CubeCell& cell) const {
    return cell.country == country && cell.chapter == chapter && cell.port == port && cell.sector == sector &&
           cell.migas == migas;
  }

  [[nodiscard]] std::uint64_t hash() const {
    const std::uint64_t who = (std::uint64_t{port} << 32) | country;
    const std::uint64_t what = (std::uint64_t{sector} << 32) | (chapter << 1) | (migas ? 1U : 0U);
    std::uint64_t mixed = (who ^ (what * 0x9e3779b97f4a7c15U)) * 0xc2b2ae3d27d4eb4fU;
    mixed ^= mixed >> 32;
    return mixed * 0x9e3779b97f4a7c15U;
  }
};

/// The cells of one period, found by open addressing: the index is small enough to stay in the cache while a period's
/// rows, which stand together, are summed.
class PeriodCells {
 public:
  explicit PeriodCells(Period period) : period_(period) {}

  CubeCell& cell(const CellKey& key) {
    if ((cells_.size() + 1) * 2 > index_.size()) grow();
    const std::uint64_t hash = key.hash();
    const std::uint64_t tag = hash & kTagMask;
    for (std::size_t slot = first_slot(hash);; slot = (slot + 1) & (index_.size() - 1)) {
      const std::uint64_t entry = index_[slot];
      if (entry == 0) {
        cells_.push_back(empty_cell(key));
        index_[slot] = tag | cells_.size();
        return cells_.back();
      }
      if ((entry & kTagMask) != tag) continue;
      CubeCell& found = cells_[(entry & kPositionMask) - 1];
      if (key.names(found)) return found;
    }
  }

  [[nodiscard]] std::vector<CubeCell>& cells() { return cells_; }

 private:
  // An entry holds the upper half of the hash and, in the lower half, the cell's position plus 1; 0 is free.
  static constexpr std::uint64_t kPositionMask = 0xffffffffU;
  static constexpr std::uint64_t kTagMask = ~kPositionMask;

  [[nodiscard]] std::size_t first_slot(std::uint64_t hash) const {
    // The lower half chooses the slot: the upper one is the tag, and would make tags of neighbours equal.
    return (hash ^ (hash >> 41)) & (index_.size() - 1);
  }

  [[nodiscard]] CubeCell empty_cell(const CellKey& key) const {
    CubeCell cell;
    cell.period = period_;
    cell.port = key.port;
    cell.country = key.country;
    cell.sector = key.sector;
    cell.chapter = key.chapter;
    cell.migas = key.migas;
    return cell;
  }

  void grow() {
    index_.assign(std::max<std::size_t>(256, index_.size() * 2), 0);
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const CubeCell& cell = cells_[i];
      const std::uint64_t hash = CellKey{cell.port, cell.country, cell.sector, cell.chapter, cell.migas}.hash();
      std::size_t slot = first_slot(hash);
      while (index_[slot] != 0) slot = (slot + 1) & (index_.size() - 1);
      index_[slot] = (hash & kTagMask) | (i + 1);
    }
  }

  Period period_;
  std::vector<CubeCell> cells_;
  std::vector<std::uint64_t> index_;
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
      CubeCell& cell = cells->cell({ports_[row], countries_[row], sectors_[row], chapter, kinds_[row] == kMigas});
      ++cell.rows;
      cell.value_usd.add(dataset_.value_usd[row]);
      if (const double weight = dataset_.weight_kg[row]; !std::isnan(weight)) cell.weight_kg.add(weight);
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
      for (const CubeCell& part : cells.cells()) {
        CubeCell& cell = found->second.cell({part.port, part.country, part.sector, part.chapter, part.migas});
        cell.rows += part.rows;
        cell.value_usd.add(part.value_usd);
        cell.weight_kg.add(part.weight_kg);
      }
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
  std::size_t count = 0;
  std::array<bool, kChapters> present{};
  for (auto& [period, cells] : sums.periods) count += cells.cells().size();
  cube.cells.reserve(count);
  for (auto& [period, cells] : sums.periods) {
    for (const CubeCell& cell : cells.cells()) present[cell.chapter] = true;
    std::move(cells.cells().begin(), cells.cells().end(), std::back_inserter(cube.cells));
    // A period's cells are freed as the next one's are moved: the peak stays near one copy.
    cells = PeriodCells(period);
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
