// The wanted columns of a .sav while ReadStat hands out their elements, for one range of rows. One thread an object.
#pragma once

#include <span>
#include <vector>

#include "base/progress.hpp"
#include "formats/distinct_cells.hpp"
#include "formats/sav_dictionary.hpp"
#include "formats/sav_stream.hpp"

namespace sipro::formats {

/// How one wanted variable is laid out in a case and kept.
struct SavColumn {
  const SavVariable* variable = nullptr;
  bool plain = false;  // doubles, not codes

  /// Bytes of a variable that lie in one piece: a string of up to 255 bytes is one, a very long one several.
  struct Piece {
    std::size_t element = 0;  // the first
    std::size_t bytes = 0;    // without the padding at its end
  };
  std::vector<Piece> pieces;
  std::size_t words = 0;  // of 8 bytes, over all pieces, each rounded up
};

SavColumn plan_column(const SavVariable& variable, CellForm form);

/// The text of a coded cell: its pieces in one, without NUL bytes (some writers pad with them) and trailing spaces.
std::string text_of(std::span<const std::uint64_t> cell, const SavColumn& column);

inline constexpr std::uint64_t kUsualMissingBits = 0xffef'ffff'ffff'ffffU;  // -DBL_MAX

class SavColumns {
 public:
  struct Cells {
    std::vector<double> numbers;  // of a plain column
    DistinctCells distinct;       // of a coded one
  };
  enum class Outcome { whole, too_many_rows, out_of_memory, unreadable };

  /// `expected_rows`: one more ends the parse. `reserve_rows`: room, bounded by what the file can hold.
  /// `dictionary` and `columns` outlive the object.
  SavColumns(const SavDictionary& dictionary, std::span<const SavColumn> columns, std::uint64_t expected_rows,
             std::uint64_t reserve_rows, Progress progress);

  /// Parses `body` to its end. `unreadable`: ReadStat refused it, or body->failure() tells why.
  Outcome parse(std::unique_ptr<SavBody> body);

  [[nodiscard]] SavBody::Failure failure() const { return failure_; }
  [[nodiscard]] std::uint64_t rows() const { return rows_; }
  [[nodiscard]] std::vector<Cells>& cells() { return cells_; }

 private:
  /// What to do with one wanted element of a case.
  struct Use {
    enum class Kind : unsigned char { nothing, plain, coded_number, whole_text, word, last_word };
    Kind kind = Kind::nothing;
    std::uint32_t word = 0;
    std::uint64_t mask = ~std::uint64_t{0};  // the bytes that belong to the variable; the others count as spaces
    Cells* cells = nullptr;                  // in cells_
  };

  void plan_uses(std::span<const SavColumn> columns);
  /// The number that the file says stands for missing, and the one that all programs write.
  [[nodiscard]] bool is_missing(std::uint64_t bits) const { return bits == missing_bits_ || bits == kUsualMissingBits; }
  void take(const Use& use, std::uint64_t bits) const;
  static int on_variable(int index, readstat_variable_t* variable, const char* labels, void* context) noexcept;
  static int on_value(int row, readstat_variable_t* variable, readstat_value_t value, void* context) noexcept;

  const SavDictionary& dictionary_;
  std::uint64_t expected_rows_;
  std::uint64_t missing_bits_;
  std::vector<Cells> cells_;
  std::vector<Use> by_element_;
  std::vector<bool> wanted_;
  std::vector<Use> by_shown_;  // by ReadStat's index of a variable
  std::vector<bool> skipped_;
  std::uint64_t rows_ = 0;
  RowProgress progress_;
  Outcome outcome_ = Outcome::whole;
  SavBody::Failure failure_ = SavBody::Failure::none;
};

}  // namespace sipro::formats
