// HS codes, found by words, by the beginning of a code, and by chapter. Built once on a pool thread, then read by
// anybody. A search of a whole master is a fraction of a millisecond.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sipro::gateway {

struct HsRow {
  std::string code;  // 8 digits
  std::string uraian;
  std::string description;

  bool operator==(const HsRow&) const = default;
};

class HsIndex {
 public:
  static constexpr std::size_t kChapters = 100;  // by number; 0 is none

  struct Found {
    std::vector<const HsRow*> rows;                   // of the chapter asked for, by code
    std::array<std::uint32_t, kChapters> chapters{};  // how many the words alone find, by chapter
  };

  HsIndex() = default;
  explicit HsIndex(std::vector<HsRow> rows);

  /// Rows that have, for each word of `query`, a word that begins with it; digits, with or without dots, also find the
  /// code that begins with them. `chapter` 0: all. What is found lives as long as the index.
  [[nodiscard]] Found find(std::string_view query, unsigned chapter) const;
  [[nodiscard]] std::size_t size() const { return rows_.size(); }

 private:
  using Marks = std::vector<std::uint8_t>;  // by row

  void mark_words(std::string_view prefix, Marks& marks) const;
  void mark_codes(std::string_view prefix, Marks& marks) const;
  void keep_matches(std::string_view token, Marks& marks) const;

  std::vector<HsRow> rows_;                                                // by code
  std::vector<std::pair<std::string, std::vector<std::uint32_t>>> words_;  // by word; rows that have it
};

/// 1 to 99; 0 for what does not begin with a chapter.
unsigned chapter_of(std::string_view code);

}  // namespace sipro::gateway
