// A column while it is read: each cell, a fixed number of 8-byte words, gets a code into the distinct ones in the order
// of their first row.
#pragma once

#include <cstdint>
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

  /// Appends a cell of one word. Precondition: made for one word.
  void add(std::uint64_t bits) { codes_.push_back(code_of(bits)); }

  /// Sets a word of the present cell.
  void set(std::size_t word, std::uint64_t bits) {
    std::uint64_t& stored = current_.data()[word];  // no bounds check: once for every eight bytes of text
    changed_ |= stored ^ bits;
    stored = bits;
  }

  /// Appends the present cell, whose words all have been set. Most long texts equal the one above.
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
  static constexpr std::uint64_t kMultiplier = 0x9e3779b97f4a7c15U;

  /// Of the open-addressing table, whose size is a power of two and which is at most half full.
  struct Slot {
    std::uint64_t first_word = 0;  // here too, so that most looks end in this one cache line
    std::uint32_t tag = 0;         // of the hash
    std::uint32_t code_plus_1 = 0;
  };

  static std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
    const std::uint64_t both = hash ^ word;
    return (both ^ (both >> 32U)) * kMultiplier;
  }
  [[nodiscard]] std::uint64_t hash_of(const std::uint64_t* cell) const;
  [[nodiscard]] bool equal_rest(std::uint32_t code, const std::uint64_t* cell) const;

  std::uint32_t code_of(std::uint64_t bits) {
    const std::uint64_t hash = mix(0, bits);
    const std::size_t mask = slots_.size() - 1;
    const Slot* const slots = slots_.data();
    std::size_t at = (hash >> 32U) & mask;
    for (; slots[at].code_plus_1 != 0; at = (at + 1) & mask) {
      if (slots[at].first_word == bits) return slots[at].code_plus_1 - 1;
    }
    return insert(&bits, hash, at);
  }
  std::uint32_t insert(const std::uint64_t* cell, std::uint64_t hash, std::size_t at);
  void grow();

  std::size_t words_;
  std::vector<std::uint64_t> current_;
  std::uint64_t changed_ = 0;
  std::uint32_t last_ = 0;
  std::vector<Slot> slots_;
  std::vector<std::uint64_t> cells_;  // distinct() times words_
  trade::Codes codes_;
};

}  // namespace sipro::formats
