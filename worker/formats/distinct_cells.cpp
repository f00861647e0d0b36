#include "formats/distinct_cells.hpp"

#include <algorithm>

namespace sipro::formats {

std::uint64_t DistinctCells::hash_of(const std::uint64_t* cell) const {
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < words_; ++i) hash = mix(hash, cell[i]);
  return hash;
}

bool DistinctCells::equal_rest(std::uint32_t code, const std::uint64_t* cell) const {
  return std::equal(cell + 1, cell + words_, cells_.data() + std::size_t{code} * words_ + 1);
}

std::uint32_t DistinctCells::code_of(const std::uint64_t* cell) {
  if (words_ == 1) return code_of(*cell);
  const std::uint64_t hash = hash_of(cell);
  const auto tag = static_cast<std::uint32_t>(hash);
  const Slot* const slots = slots_.data();
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = (hash >> 32U) & mask;
  for (; slots[at].code_plus_1 != 0; at = (at + 1) & mask) {
    const Slot& slot = slots[at];
    const bool candidate = slot.first_word == *cell && slot.tag == tag;
    if (candidate && equal_rest(slot.code_plus_1 - 1, cell)) return slot.code_plus_1 - 1;
  }
  return insert(cell, hash, at);
}

std::uint32_t DistinctCells::insert(const std::uint64_t* cell, std::uint64_t hash, std::size_t at) {
  const auto code = static_cast<std::uint32_t>(distinct());
  cells_.insert(cells_.end(), cell, cell + words_);
  slots_[at] = {*cell, static_cast<std::uint32_t>(hash), code + 1};
  if ((std::size_t{code} + 1) * 2 > slots_.size()) grow();
  return code;
}

void DistinctCells::grow() {
  slots_.assign(slots_.size() * 4, {});
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t code = 0; code < distinct(); ++code) {
    const std::uint64_t* cell = &cells_[code * words_];
    const std::uint64_t hash = hash_of(cell);
    std::size_t at = (hash >> 32U) & mask;
    while (slots_[at].code_plus_1 != 0) at = (at + 1) & mask;
    slots_[at] = {*cell, static_cast<std::uint32_t>(hash), static_cast<std::uint32_t>(code) + 1};
  }
}

}  // namespace sipro::formats
