#include "content/hs_index.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "content/words.hpp"

namespace sipro::gateway {
namespace {

constexpr std::size_t kCodeDigits = 8;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The digits of "0302.29"; empty for what has anything but digits and dots.
std::string code_prefix(std::string_view token) {
  std::string digits;
  for (const char c : token) {
    if (c != '.' && !is_digit(c)) return {};
    if (c != '.') digits += c;
  }
  return digits;
}

std::vector<std::string> tokens_of(std::string_view query) {
  std::vector<std::string> tokens;
  std::string rest = collapse_blanks(query);
  // A code may be written in groups: "0101 29 00".
  std::string joined = rest;
  std::erase(joined, ' ');
  const std::string digits = code_prefix(joined);
  if (!digits.empty() && digits.size() <= kCodeDigits) return {digits};
  while (!rest.empty()) {
    const std::size_t blank = std::min(rest.find(' '), rest.size());
    tokens.push_back(rest.substr(0, blank));
    rest.erase(0, blank + 1);
  }
  return tokens;
}

}  // namespace

unsigned chapter_of(std::string_view code) {
  if (code.size() < 2 || !is_digit(code[0]) || !is_digit(code[1])) return 0;
  return static_cast<unsigned>(code[0] - '0') * 10 + static_cast<unsigned>(code[1] - '0');
}

HsIndex::HsIndex(std::vector<HsRow> rows) : rows_(std::move(rows)) {
  std::sort(rows_.begin(), rows_.end(), [](const HsRow& a, const HsRow& b) { return a.code < b.code; });
  std::map<std::string, std::vector<std::uint32_t>> words;
  for (std::uint32_t i = 0; i < rows_.size(); ++i) {
    for (const std::string* text : {&rows_[i].uraian, &rows_[i].description}) {
      for (std::string& word : folded_words(*text)) {
        auto& having = words[std::move(word)];
        if (having.empty() || having.back() != i) having.push_back(i);
      }
    }
  }
  words_.assign(std::make_move_iterator(words.begin()), std::make_move_iterator(words.end()));
}

void HsIndex::mark_words(std::string_view prefix, Marks& marks) const {
  auto at = std::lower_bound(words_.begin(), words_.end(), prefix,
                             [](const auto& word, std::string_view key) { return word.first < key; });
  for (; at != words_.end() && at->first.starts_with(prefix); ++at) {
    for (const std::uint32_t row : at->second) marks[row] = 1;
  }
}

void HsIndex::mark_codes(std::string_view prefix, Marks& marks) const {
  auto at = std::lower_bound(rows_.begin(), rows_.end(), prefix,
                             [](const HsRow& row, std::string_view key) { return row.code < key; });
  for (; at != rows_.end() && at->code.starts_with(prefix); ++at)
    marks[static_cast<std::size_t>(at - rows_.begin())] = 1;
}

void HsIndex::keep_matches(std::string_view token, Marks& marks) const {
  const std::string digits = code_prefix(token);
  Marks code(rows_.size());
  if (!digits.empty()) mark_codes(digits, code);
  const auto words = folded_words(token);
  Marks all(rows_.size(), words.empty() ? 0 : 1);
  for (const std::string& word : words) {
    Marks hit(rows_.size());
    mark_words(word, hit);
    for (std::size_t i = 0; i < hit.size(); ++i) all[i] &= hit[i];
  }
  // A token of signs only asks for nothing.
  if (words.empty() && digits.empty()) return;
  for (std::size_t i = 0; i < marks.size(); ++i) marks[i] &= static_cast<std::uint8_t>(all[i] | code[i]);
}

HsIndex::Found HsIndex::find(std::string_view query, unsigned chapter) const {
  Marks marks(rows_.size(), 1);
  for (const std::string& token : tokens_of(query)) keep_matches(token, marks);
  Found found;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (marks[i] == 0) continue;
    const unsigned of_row = chapter_of(rows_[i].code);
    ++found.chapters.at(of_row);
    if (chapter == 0 || chapter == of_row) found.rows.push_back(&rows_[i]);
  }
  return found;
}

}  // namespace sipro::gateway
