#include "formats/distinct_cells.hpp"

#include <algorithm>

namespace sipro::formats {

std::uint64_t DistinctCells::hash(const std::uint64_t* cell) const {
  constexpr std::uint64_t kMultiplier = 0x9e3779b97f4a7c15U;
  std::uint64_t h = 0;
  for (std::size_t i = 0; i < words_; ++i) {
    h = (h ^ cell[i]) * kMultiplier;
    h ^= h >> 32U;
  }
  return h * kMultiplier;
}

bool DistinctCells::equal_rest(std::uint32_t code, const std::uint64_t* cell) const {
  return std::equal(cell + 1, cell + words_, cells_.data() + std::size_t{code} * words_ + 1);
}

std::uint32_t DistinctCells::code_of(const std::uint64_t* cell) {
  const std::uint64_t h = hash(cell);
  const auto tag = static_cast<std::uint32_t>(h);
  const Slot* const slots = slots_.data();
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = (h >> 32U) & mask;
  for (; slots[at].code_plus_1 != 0; at = (at + 1) & mask) {
    const Slot& slot = slots[at];
    if (slot.first_word != *cell || slot.hash != tag) continue;
    if (words_ == 1 || equal_rest(slot.code_plus_1 - 1, cell)) return slot.code_plus_1 - 1;
  }
  const auto code = static_cast<std::uint32_t>(distinct());
  cells_.insert(cells_.end(), cell, cell + words_);
  slots_[at] = {*cell, tag, code + 1};
  if ((std::size_t{code} + 1) * 2 > slots_.size()) grow();
  return code;
}

void DistinctCells::grow() {
  slots_.assign(slots_.size() * 4, {});
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t code = 0; code < distinct(); ++code) {
    const std::uint64_t* cell = &cells_[code * words_];
    const std::uint64_t h = hash(cell);
    std::size_t at = (h >> 32U) & mask;
    while (slots_[at].code_plus_1 != 0) at = (at + 1) & mask;
    slots_[at] = {*cell, static_cast<std::uint32_t>(h), static_cast<std::uint32_t>(code) + 1};
  }
}

}  // namespace sipro::formats
