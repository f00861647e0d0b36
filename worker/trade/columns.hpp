// Columns, not rows of objects: a cell of text is a small code into a dictionary of distinct values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sipro::trade {

/// A vector of dictionary codes: 2 bytes a row until a code needs more than 16 bits, 4 bytes from then on.
/// An empty vector with a size stands for "code 0 in every row" and takes no memory (variables that a file lacks).
class Codes {
 public:
  Codes() = default;

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool constant() const { return narrow_.empty() && wide_.empty(); }

  std::uint32_t operator[](std::size_t row) const {
    if (!narrow_.empty()) return narrow_[row];
    return wide_.empty() ? 0 : wide_[row];
  }

  void reserve(std::size_t rows) { wide_.empty() ? narrow_.reserve(rows) : wide_.reserve(rows); }

  /// Appends a code. Precondition: not constant unless empty.
  void push_back(std::uint32_t code) {
    if (wide_.empty()) {
      if (code <= UINT16_MAX) {
        narrow_.push_back(static_cast<std::uint16_t>(code));
        ++size_;
        return;
      }
      widen();
    }
    wide_.push_back(code);
    ++size_;
  }

  /// Code 0 in each of `rows` rows.
  static Codes zeros(std::size_t rows) {
    Codes codes;
    codes.size_ = rows;
    return codes;
  }

  /// `rows` rows, each to be set before it is read; wide enough for codes below `distinct`.
  static Codes sized(std::size_t rows, std::size_t distinct) {
    Codes codes;
    codes.size_ = rows;
    if (distinct > std::size_t{UINT16_MAX} + 1) {
      codes.wide_.resize(rows);
    } else {
      codes.narrow_.resize(rows);
    }
    return codes;
  }

  /// Precondition: made by sized() with more distinct codes than `code`.
  void set(std::size_t row, std::uint32_t code) {
    if (!narrow_.empty()) {
      narrow_[row] = static_cast<std::uint16_t>(code);
    } else {
      wide_[row] = code;
    }
  }

  /// Calls use(vector) with the vector that holds the codes, for tight loops. Precondition: not constant.
  template <class Use>
  decltype(auto) visit(const Use& use) const {
    return narrow_.empty() ? use(wide_) : use(narrow_);
  }

  [[nodiscard]] std::size_t bytes() const { return narrow_.capacity() * 2 + wide_.capacity() * 4; }

 private:
  void widen() {
    wide_.assign(narrow_.begin(), narrow_.end());
    narrow_ = {};
  }

  std::vector<std::uint16_t> narrow_;
  std::vector<std::uint32_t> wide_;
  std::size_t size_ = 0;
};

/// Text cells of a dataset: values[codes[row]].
struct TextColumn {
  Codes codes;
  std::vector<std::string> values;  // distinct, UTF-8

  [[nodiscard]] const std::string& operator[](std::size_t row) const { return values[codes[row]]; }
};

}  // namespace sipro::trade
