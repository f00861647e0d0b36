// One workbook in the making: libxlsxwriter's object, its named styles, and the way of its bytes to disk.
// One thread writes one book; several threads may write books at once.
#pragma once

#include <xlsxwriter.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/moment.hpp"
#include "workbook/new_file.hpp"
#include "workbook/scratch.hpp"

namespace sipro::workbook {

enum class Style : unsigned char {
  title,        // bold 12, on one line
  heading,      // bold 12, wrapped
  head,         // bold, centred, wrapped, bordered
  text,         // wrapped, bordered
  dash,         // right-aligned text, bordered
  number,       // 1,234.50; zero 0.00
  value,        // 1,234.50; zero -
  tiny,         // not zero but shown 0.00, whatever its sign
  count,        // 1,234
  strong_text,  // as above, bold: totals
  strong_dash,
  strong_number,
  strong_value,
  strong_tiny,
  remark,  // italic 9, on one line
  note,    // italic 9, wrapped
};
constexpr std::size_t kStyles = 16;

/// The bold form of a style of body cells.
Style strong(Style style);

class Book {
 public:
  enum class Memory {
    whole,     // cells in any order, all in memory; numbers exact to the last bit
    streamed,  // row by row, in constant memory; numbers to 16 digits; no merged cells
  };

  /// Errors: write_failed, storage_full.
  static Result<std::unique_ptr<Book>> create(const std::filesystem::path& path, const std::string& title,
                                              const Moment& created, Memory memory);
  Book(const Book&) = delete;
  Book& operator=(const Book&) = delete;
  ~Book();

  /// Precondition: at most 31 characters, none of []:*?/\, not yet used.
  lxw_worksheet* add_sheet(const std::string& name);

  /// The style as libxlsxwriter knows it; made at its first use.
  lxw_format* format(Style style);

  /// Text is never taken for a formula; an empty one gives an empty cell with the style's borders.
  void write(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, std::string_view text, Style style);
  /// Precondition: finite; in a whole book, numbers come row by row, from left to right.
  void write(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, double number, Style style);
  void write_blank(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, Style style);

  /// Keeps the first failure of a libxlsxwriter call for finish().
  void check(lxw_error error);

  /// Zips and names the file. Errors: write_failed, storage_full; internal when a call was refused.
  Result<void> finish();

 private:
  Book(NewFile file, std::string title, const Moment& created, Memory memory);
  void finish_part(std::string& xml);
  /// Zips the book to its part file and frees the library's object; errno tells the cause of a failure.
  lxw_error close();

  NewFile file_;
  std::time_t created_;
  std::string title_;
  std::vector<double> numbers_;  // of the whole book's sheet, in the order of its cells
  bool numbers_restored_ = false;
  Memory memory_;
  Scratch scratch_;
  lxw_workbook* workbook_ = nullptr;
  std::array<lxw_format*, kStyles> formats_{};
  lxw_error refused_ = LXW_NO_ERROR;
};

}  // namespace sipro::workbook
