#include "workbook/book.hpp"

#include <cassert>
#include <cerrno>
#include <cmath>
#include <ctime>

#include "workbook/book_numbers.hpp"
#include "workbook/cell_text.hpp"

namespace sipro::workbook {
namespace {

// Arial is on every Windows and has a metric twin in every Linux office, so measured widths hold (text_width.hpp).
constexpr const char* kFont = "Arial";
constexpr double kFontPoints = 10;
constexpr double kHeadingPoints = 12;
constexpr double kNotePoints = 9;
constexpr lxw_color_t kHeadColor = 0xDCE6F1;

// "_-" keeps figures off the right border by the width of a hyphen. LibreOffice 7.4 loses a right indent at most cells.
constexpr const char* kNumberFormat = "#,##0.00_-";
constexpr const char* kValueFormat = "#,##0.00_-;-#,##0.00_-;\"-\"_-";
constexpr const char* kTinyFormat = "#,##0.00_-;#,##0.00_-";  // the second part is for negatives: no sign
constexpr const char* kCountFormat = "#,##0_-";
constexpr const char* kDashFormat = "@_-";

/// A part of a streamed book that outgrows this goes to disk.
constexpr std::size_t kPartMemory = std::size_t{8} << 20U;

const char* number_format(Style style) {
  switch (style) {
    case Style::number:
    case Style::strong_number: return kNumberFormat;
    case Style::value:
    case Style::strong_value: return kValueFormat;
    case Style::tiny:
    case Style::strong_tiny: return kTinyFormat;
    case Style::count: return kCountFormat;
    case Style::dash:
    case Style::strong_dash: return kDashFormat;
    case Style::title:
    case Style::heading:
    case Style::head:
    case Style::text:
    case Style::strong_text:
    case Style::remark:
    case Style::note: return nullptr;
  }
  return nullptr;
}

bool wraps(Style style) {
  return style == Style::heading || style == Style::head || style == Style::text || style == Style::strong_text ||
         style == Style::note;
}

void set_body(lxw_format* format, Style style) {
  format_set_border(format, LXW_BORDER_THIN);
  if (style >= Style::strong_text) format_set_bold(format);
  const bool text = style == Style::text || style == Style::strong_text;
  format_set_align(format, text ? LXW_ALIGN_LEFT : LXW_ALIGN_RIGHT);
  if (text) format_set_indent(format, 1);
  if (const char* pattern = number_format(style)) format_set_num_format(format, pattern);
}

void set_style(lxw_format* format, Style style) {
  format_set_font_name(format, kFont);
  format_set_font_size(format, kFontPoints);
  format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
  if (wraps(style)) format_set_text_wrap(format);
  if (style == Style::title || style == Style::heading) {
    format_set_bold(format);
    format_set_font_size(format, kHeadingPoints);
  } else if (style == Style::head) {
    format_set_bold(format);
    format_set_align(format, LXW_ALIGN_CENTER);
    format_set_border(format, LXW_BORDER_THIN);
    format_set_bg_color(format, kHeadColor);
  } else if (style == Style::remark || style == Style::note) {
    format_set_italic(format);
    format_set_font_size(format, kNotePoints);
  } else {
    set_body(format, style);
  }
}

}  // namespace

Style strong(Style style) {
  switch (style) {
    case Style::text: return Style::strong_text;
    case Style::dash: return Style::strong_dash;
    case Style::number: return Style::strong_number;
    case Style::value: return Style::strong_value;
    case Style::tiny: return Style::strong_tiny;
    case Style::title:
    case Style::heading:
    case Style::head:
    case Style::count:
    case Style::strong_text:
    case Style::strong_dash:
    case Style::strong_number:
    case Style::strong_value:
    case Style::strong_tiny:
    case Style::remark:
    case Style::note: return style;
  }
  return style;
}

Result<std::unique_ptr<Book>> Book::create(const std::filesystem::path& path, const std::string& title,
                                           const Moment& created, Memory memory) {
  auto file = NewFile::create(path);
  if (!file) return file.error();
  std::unique_ptr<Book> book(new Book(std::move(*file), cell_text(title), created, memory));
  if (book->workbook_ == nullptr) return write_error(path, ENOMEM);
  return book;
}

Book::Book(NewFile file, std::string title, const Moment& created, Memory memory)
    : file_(std::move(file)),
      created_(std::chrono::system_clock::to_time_t(created.utc)),
      title_(std::move(title)),
      memory_(memory),
      scratch_(file_.part().parent_path(), memory == Memory::whole ? SIZE_MAX : kPartMemory,
               [this](std::string& xml) { finish_part(xml); }) {
  assert(created_ != 0);  // libxlsxwriter takes 0 for "now"
  lxw_workbook_options options{};
  options.constant_memory = memory == Memory::streamed ? LXW_TRUE : LXW_FALSE;
  workbook_ = workbook_new_opt(file_.part().c_str(), &options);
  if (workbook_ == nullptr) return;
  lxw_format* const normal = STAILQ_FIRST(workbook_->formats);
  format_set_font_name(normal, kFont);
  format_set_font_size(normal, kFontPoints);
  std::string author = "SIPRO";
  lxw_doc_properties properties{};
  properties.title = title_.data();
  properties.author = author.data();
  properties.company = author.data();
  properties.created = created_;
  check(workbook_set_properties(workbook_, &properties));
}

Book::~Book() {
  // Nothing but closing frees a libxlsxwriter workbook; the file that it writes then is removed with file_.
  if (workbook_ != nullptr) close();
}

lxw_error Book::close() {
  errno = 0;
  return workbook_close(std::exchange(workbook_, nullptr));
}

lxw_worksheet* Book::add_sheet(const std::string& name) {
  lxw_worksheet* const sheet = workbook_add_worksheet(workbook_, name.c_str());
  assert(sheet != nullptr);
  return sheet;
}

lxw_format* Book::format(Style style) {
  lxw_format*& format = formats_.at(static_cast<std::size_t>(style));
  if (format == nullptr) {
    format = workbook_add_format(workbook_);
    set_style(format, style);
  }
  return format;
}

void Book::write(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, std::string_view text, Style style) {
  if (text.empty()) return write_blank(sheet, row, column, style);
  check(worksheet_write_string(sheet, row, column, cell_text(text).c_str(), format(style)));
}

void Book::write(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, double number, Style style) {
  assert(std::isfinite(number));
  if (!std::isfinite(number)) return write_blank(sheet, row, column, style);
  if (number == 0) number = 0;  // never "-0"
  if (memory_ == Memory::whole) numbers_.push_back(number);
  check(worksheet_write_number(sheet, row, column, number, format(style)));
}

void Book::write_blank(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, Style style) {
  check(worksheet_write_blank(sheet, row, column, format(style)));
}

void Book::check(lxw_error error) {
  if (refused_ == LXW_NO_ERROR) refused_ = error;
}

void Book::finish_part(std::string& xml) {
  if (memory_ == Memory::whole && xml.find("<worksheet ") != std::string::npos) {
    numbers_restored_ = restore_exact_numbers(xml, numbers_);
  }
}

Result<void> Book::finish() {
  const auto refuse = [this](const std::string& why) {
    return Error{Errc::internal, "writing " + file_.target().string() + ": " + why};
  };
  const lxw_error closed = close();
  const int cause = errno;
  if (scratch_.error() != 0) return write_error(file_.target(), scratch_.error());
  if (closed != LXW_NO_ERROR) return write_error(file_.target(), cause);
  if (refused_ != LXW_NO_ERROR) return refuse(lxw_strerror(refused_));
  if (scratch_.parts() == 0) return refuse("libxlsxwriter did not use our temporary files");
  if (memory_ == Memory::whole && !numbers_restored_) return refuse("the numbers of the sheet are not those written");
  return file_.publish();
}

}  // namespace sipro::workbook

// The C library has one result of these two for all threads. libxlsxwriter 1.1.4 reads its creation time from there,
// and ReadStat, which writes a clean file beside it, puts another time in. These stand before the C library's own, for
// libraries too, and have a result a thread.
// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): the C library's is a reserved one

extern "C" std::tm* gmtime(const std::time_t* time) noexcept {
  thread_local std::tm result;
  return ::gmtime_r(time, &result);
}

extern "C" std::tm* localtime(const std::time_t* time) noexcept {
  thread_local std::tm result;
  ::tzset();  // which localtime_r() need not do
  return ::localtime_r(time, &result);
}
// NOLINTEND(readability-inconsistent-declaration-parameter-name)
