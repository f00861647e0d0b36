// Distinct texts with small codes, while the dictionaries of several files are joined.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace sipro::trade {

/// Code 0 is always the empty text.
class TextDictionary {
 public:
  TextDictionary() { code_of(""); }

  std::uint32_t code_of(const std::string& text) {
    const auto [at, added] = codes_.try_emplace(text, static_cast<std::uint32_t>(values_.size()));
    if (added) values_.push_back(text);
    return at->second;
  }

  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] const std::vector<std::string>& values() const { return values_; }
  std::vector<std::string> take() { return std::move(values_); }

 private:
  std::unordered_map<std::string, std::uint32_t> codes_;
  std::vector<std::string> values_;
};

}  // namespace sipro::trade
