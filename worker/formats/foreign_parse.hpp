// One run of ReadStat over a .por or .dta, gathering what its handlers give. Internal to foreign_reader.cpp.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/progress.hpp"
#include "formats/distinct_cells.hpp"
#include "formats/foreign_reader.hpp"
#include "formats/readstat_input.hpp"

namespace sipro::formats {

/// The whole file, from any position.
class FileInput : public ReadStatInput {
 public:
  /// `head` is shown instead of as many bytes at the file's start.
  FileInput(const FileBytes& file, std::string head) : file_(file), head_(std::move(head)) {}

  ssize_t read(char* to, std::size_t count) override;
  readstat_off_t seek(readstat_off_t offset, readstat_io_flags_t whence) override;
  /// Something beyond the file's end was asked for.
  [[nodiscard]] bool beyond_end() const { return beyond_end_; }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] std::uint64_t position() const { return position_; }

 private:
  const FileBytes& file_;
  std::string head_;
  std::uint64_t position_ = 0;
  std::string buffer_;
  std::uint64_t buffer_start_ = 0;
  bool beyond_end_ = false;
  bool failed_ = false;
};

/// Text cells: codes into the distinct byte strings.
struct TextCells {
  std::unordered_map<std::string, std::uint32_t> code_of;
  std::vector<std::string> texts;
  trade::Codes codes;

  void add(const char* text);
};

class ForeignParse {
 public:
  struct Column {
    std::size_t variable = 0;
    bool plain = false;
    std::vector<double> numbers;
    DistinctCells distinct{1, 0};
    TextCells text;
  };
  struct Variable {
    std::string name;
    std::string label;
    std::string label_set;  // empty: none
    bool numeric = false;
    std::size_t width = 0;
    struct Range {
      double low = 0;
      double high = 0;
    };
    std::vector<Range> missing;
    std::vector<std::string> missing_text;
  };
  struct LabelSet {
    std::unordered_map<double, std::string> by_number;
    std::unordered_map<std::string, std::string> by_text;
  };

  ForeignParse(const FileBytes& file, const ReadLimits& limits, Progress progress)
      : file_(file), limits_(limits), progress_(progress) {}

  /// Cells of `columns` are kept; `with_rows` false: the dictionary only. Errors: as StatisticsFile::read.
  Result<void> run(FileKind kind, bool with_rows);

  std::vector<Column> columns;
  std::vector<Variable> variables;
  std::map<std::string, LabelSet> label_sets;
  std::vector<std::string> notes;
  std::string file_label;
  int version = 0;
  std::int64_t header_rows = -1;
  std::uint64_t rows = 0;

 private:
  struct Handlers;
  void check_size(std::uint64_t variable_count);
  void add_variable(const readstat_variable_t& variable, const char* labels);
  void take(std::uint64_t row, std::size_t variable, const readstat_value_t& value);
  [[nodiscard]] Error failure(readstat_error_t error, const FileInput& input) const;

  const FileBytes& file_;
  const ReadLimits& limits_;
  std::vector<std::ptrdiff_t> column_of_;  // by variable; -1: not wanted
  RowProgress progress_;
  std::optional<Error> error_;
  const FileInput* input_ = nullptr;  // while run() runs
  std::uint64_t rows_end_ = 0;        // where the file was read up to at the last cell
};

}  // namespace sipro::formats
