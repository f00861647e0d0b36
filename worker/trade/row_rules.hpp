// The rules that judge a row by itself, in the domain's order: each stands here (or in commodity.hpp) under its name.
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "trade/cleaning.hpp"
#include "trade/commodity.hpp"
#include "trade/file_facts.hpp"
#include "trade/text_dictionary.hpp"

namespace sipro::trade {

using TextDictionaries = std::array<TextDictionary, kVariableCount>;

inline constexpr std::string_view kUnknownName = "TIDAK DIKETAHUI";

/// The rows of a slice of one file, after the row rules.
struct SliceResult {
  Findings findings;
  std::vector<std::uint32_t> kept;  // rows of the dataset, ascending
  Amount kept_amount;
  Amount rejected;
  Amount set_aside;
};

/// The row rules of one file. Construction judges each distinct value once and adds the texts to the dictionaries;
/// apply() may then run on several threads for slices that do not meet.
class RowRules {
 public:
  /// `file_index`: position in reports; `superseded`: the periods whose rows a later file replaces.
  RowRules(const SourceInput& input, const FileFacts& facts, std::uint32_t file_index, std::set<Period> superseded,
           const HsMaster* master, TextDictionaries& dictionaries);

  /// Judges the file's rows [begin, end) and writes their clean cells to the dataset's rows from `first_row` + begin
  /// on.
  SliceResult apply(std::size_t begin, std::size_t end, std::size_t first_row, Dataset& dataset) const;

 private:
  struct NamedCode {
    Variable code;
    Variable name;
  };
  static constexpr std::array<NamedCode, 2> kNamed = {
      {{Variable::negara, Variable::negara2}, {Variable::pelabuhan, Variable::pelabuhan1}}};

  void judge_values(const HsMaster* master, TextDictionaries& dictionaries);
  void translate_text(Variable variable, TextDictionaries& dictionaries);
  void translate_labels(TextDictionaries& dictionaries);

  [[nodiscard]] std::uint32_t text_code(Variable variable, std::size_t row) const {
    return text_codes_[index(variable)][cells_[index(variable)].code(row)];
  }
  /// The code of the row's name: the cell's, else the label of the row's code.
  [[nodiscard]] std::uint32_t name_code(Variable name, Variable code, std::size_t row) const;

  /// The first rule that rejects the row, with the variable at fault; no value where none does.
  struct Rejection {
    Rule rule;
    Variable variable;
  };
  [[nodiscard]] std::optional<Rejection> rejection(std::size_t row) const;
  [[nodiscard]] bool is_superseded(std::size_t row) const;
  [[nodiscard]] std::uint8_t chapter(std::size_t row) const;

  void keep(std::size_t row, std::size_t target, Dataset& dataset, SliceResult& out) const;
  void check_commodity(std::size_t row, double value, SliceResult& out) const;
  void check_names(std::size_t row, double value, SliceResult& out) const;
  void check_text(std::size_t row, double value, SliceResult& out) const;
  [[nodiscard]] FindingItem item(std::size_t row, Variable variable) const;

  const SourceFile& file_;
  const FileFacts& facts_;
  std::uint32_t file_index_;
  std::set<Period> superseded_;
  bool has_hs_;
  std::vector<CodedCells> cells_;  // by Variable; BERAT and NILAI unused
  NumberCells berat_;
  std::vector<HsCode> hs_;                     // by code of HS
  std::vector<std::uint8_t> chapters_;         // by code of HSDUA; 0: none
  std::vector<std::uint8_t> no_chapter_text_;  // by code of HSDUA; 1: the cell is empty
  std::vector<std::uint8_t> kinds_;            // by code of JENIS: kMigas, kNonMigas, kUnknownKind
  std::array<std::vector<std::uint32_t>, kVariableCount> text_codes_;  // by code of the variable, into the dictionaries
  std::array<std::vector<std::uint32_t>, kVariableCount>
      label_codes_;                     // by code of NEGARA, PELABUHAN, HSDUA: its label as a name
  std::vector<std::uint32_t> sectors_;  // by code of SEKTOR: its text, TIDAK DIKETAHUI where it is empty
  std::vector<std::pair<Variable, std::vector<std::uint8_t>>>
      changed_text_;  // variables with text_cleaned values, by code
};

}  // namespace sipro::trade
