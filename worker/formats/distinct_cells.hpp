// A column while it is read: each cell, a fixed number of 8-byte words, gets a code into the distinct ones in the order
// of their first row. Most cells equal the one above, the others cost one look into a hash table.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "trade/columns.hpp"

namespace sipro::formats {

class DistinctCells {
 public:
  /// `rows`: room to reserve, no promise.
  DistinctCells(std::size_t words, std::size_t rows) : words_(words), current_(words), slots_(kFirstSlots) {
    codes_.reserve(rows);
  }

  /// Sets a word of the present cell.
  void set(std::size_t word, std::uint64_t bits) {
    changed_ |= current_[word] ^ bits;
    current_[word] = bits;
  }

  /// Ends the present cell, whose words all have been set.
  void finish() {
    if (changed_ != 0 || codes_.size() == 0) {
      last_ = code_of(current_.data());
      changed_ = 0;
    }
    codes_.push_back(last_);
  }

  /// The code of a cell, new or known.
  std::uint32_t code_of(const std::uint64_t* cell);

  [[nodiscard]] std::size_t distinct() const { return words_ == 0 ? 0 : cells_.size() / words_; }
  [[nodiscard]] std::span<const std::uint64_t> cell(std::size_t code) const { return {&cells_[code * words_], words_}; }
  [[nodiscard]] trade::Codes& codes() { return codes_; }
  [[nodiscard]] const trade::Codes& codes() const { return codes_; }

 private:
  static constexpr std::size_t kFirstSlots = 64;
  struct Slot {
    std::uint64_t first_word = 0;  // here too, so that most looks end in this one cache line
    std::uint32_t hash = 0;
    std::uint32_t code_plus_1 = 0;
  };

  [[nodiscard]] std::uint64_t hash(const std::uint64_t* cell) const;
  [[nodiscard]] bool equal_rest(std::uint32_t code, const std::uint64_t* cell) const;
  void grow();

  std::size_t words_;
  std::vector<std::uint64_t> current_;
  std::uint64_t changed_ = 0;
  std::uint32_t last_ = 0;
  std::vector<Slot> slots_;           // open addressing, a power of two, at most half full
  std::vector<std::uint64_t> cells_;  // distinct() times words_
  trade::Codes codes_;
};

}  // namespace sipro::formats
