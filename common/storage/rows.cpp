#include "storage/rows.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <numeric>
#include <type_traits>
#include <utility>

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "storage/posix_calls.hpp"

namespace sipro::storage {
namespace {

using rows_format::CellKind;
using rows_format::ColumnHead;

constexpr std::size_t kPieceRows = 32 * 1024;
constexpr std::size_t kNearRows = 4 * 1024;  // rows that are read together although not all are wanted
constexpr std::uint64_t kMaxDictionaryBytes = 64 << 20;

Error damaged(std::string_view what) { return {Errc::fact_damaged, "rows.bin: " + std::string(what)}; }

/// Such that keys stand as the numbers do; missing last.
std::uint64_t key_of(double number, bool descending) {
  if (std::isnan(number)) return UINT64_MAX;
  number += 0.0;  // -0 is 0
  std::uint64_t bits = 0;
  std::memcpy(&bits, &number, sizeof bits);
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63U;
  bits = (bits & kSign) != 0 ? ~bits : bits | kSign;
  return descending ? ~bits : bits;
}

std::uint64_t key_of(std::uint32_t code, bool descending) { return descending ? UINT32_MAX - code : code; }

std::string_view shown(double number, std::array<char, 400>& buffer) {
  constexpr double kExact = 9e15;
  char* end = buffer.data();
  if (std::abs(number) < kExact && number == std::trunc(number)) {
    end = std::to_chars(end, end + buffer.size(), static_cast<std::int64_t>(number)).ptr;
    for (const char c : std::string_view(",00")) *end++ = c;
  } else {
    end = std::to_chars(end, end + buffer.size(), number, std::chars_format::fixed, 2).ptr;
    std::replace(buffer.data(), end, '.', ',');
  }
  return {buffer.data(), static_cast<std::size_t>(end - buffer.data())};
}

bool can_be_in_number(std::string_view text) {
  return text.find_first_not_of("0123456789,-") == std::string_view::npos;
}

/// Rows and what they are sorted by; equal keys stay in the order of rows.
struct Keyed {
  std::uint64_t key;
  std::uint32_t row;
  bool operator<(const Keyed& other) const { return key != other.key ? key < other.key : row < other.row; }
};

/// The rows of the positions [offset, offset + limit) of the sorted list; the rest is only parted, not sorted.
std::vector<std::uint32_t> window(std::vector<Keyed>& keyed, std::uint64_t offset, std::size_t limit) {
  std::vector<std::uint32_t> out;
  if (offset >= keyed.size()) return out;
  const auto begin = keyed.begin() + static_cast<std::ptrdiff_t>(offset);
  const auto end = begin + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(limit, keyed.size() - offset));
  if (begin != keyed.begin()) std::nth_element(keyed.begin(), begin, keyed.end());
  if (end != keyed.end()) std::nth_element(begin, end, keyed.end());
  std::sort(begin, end);
  for (auto at = begin; at != end; ++at) out.push_back(at->row);
  return out;
}

/// The rows of the positions [offset, offset + limit) among the marked ones; no marks: all rows.
std::vector<std::uint32_t> window(const std::vector<std::uint8_t>& marks, std::uint64_t rows, std::uint64_t offset,
                                  std::size_t limit) {
  std::vector<std::uint32_t> out;
  std::uint64_t row = marks.empty() ? offset : 0;
  std::uint64_t skip = marks.empty() ? 0 : offset;
  for (; row < rows && out.size() < limit; ++row) {
    if (!marks.empty() && marks[row] == 0) continue;
    if (skip > 0) {
      --skip;
    } else {
      out.push_back(static_cast<std::uint32_t>(row));
    }
  }
  return out;
}

}  // namespace

std::string shown_number(double number) {
  std::array<char, 400> buffer{};
  return std::string(shown(number, buffer));
}

std::string_view Rows::Texts::operator[](std::uint32_t rank) const {
  const std::uint32_t begin = rank == 0 ? 0 : ends[rank - 1];
  return std::string_view(bytes).substr(begin, ends[rank] - begin);
}

Rows::Rows(Descriptor file, rows_format::Head head)
    : file_(std::move(file)), head_(std::move(head)), texts_(head_.columns.size()) {}

Result<Rows> Rows::open(Descriptor file) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return storage_error("fstat", kRowsFile, errno);
  Rows rows(std::move(file), {});
  std::string bytes(rows_format::kFixedBytes, '\0');
  if (auto read = rows.read(0, bytes.data(), bytes.size()); !read) return read.error();
  bytes.resize(rows_format::head_bytes_of(bytes));
  if (auto read = rows.read(0, bytes.data(), bytes.size()); !read) return read.error();
  auto head = rows_format::parse_head(bytes);
  if (!head) return head.error();
  if (static_cast<std::uint64_t>(status.st_size) != head->file_bytes) return damaged("its length is another one");
  if (head->rows > kMaxRows) return Error{Errc::file_too_large, "rows.bin: " + std::to_string(head->rows) + " rows"};
  return Rows(std::move(rows.file_), std::move(*head));
}

Result<void> Rows::read(std::uint64_t at, void* to, std::size_t bytes) const {
  char* into = static_cast<char*>(to);
  while (bytes > 0) {
    const ssize_t got = ::pread(file_.get(), into, bytes, static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return storage_error("read", kRowsFile, errno);
    if (got == 0) return damaged("ends early");
    into += got;
    at += static_cast<std::uint64_t>(got);
    bytes -= static_cast<std::size_t>(got);
  }
  return {};
}

Result<const Rows::Texts*> Rows::texts(std::size_t column) {
  if (texts_[column]) return &*texts_[column];
  const ColumnHead& head = head_.columns[column];
  if (head.dictionary_bytes > kMaxDictionaryBytes) return damaged("a dictionary is too large");
  Texts out;
  out.ends.resize(head.distinct);
  const std::size_t index_bytes = out.ends.size() * sizeof(std::uint32_t);
  out.bytes.resize(head.dictionary_bytes - index_bytes);
  if (auto done = read(head.dictionary_at, out.ends.data(), index_bytes); !done) return done.error();
  if (auto done = read(head.dictionary_at + index_bytes, out.bytes.data(), out.bytes.size()); !done)
    return done.error();
  std::uint32_t begin = 0;
  for (const std::uint32_t end : out.ends) {
    if (end < begin || end > out.bytes.size()) return damaged("a text lies outside of its dictionary");
    if (!is_utf8(std::string_view(out.bytes).substr(begin, end - begin))) return damaged("a text is not UTF-8");
    begin = end;
  }
  texts_[column] = std::move(out);
  return &*texts_[column];
}

Result<std::vector<std::string>> Rows::values(std::string_view variable, std::size_t most) {
  const auto column = std::find_if(head_.columns.begin(), head_.columns.end(), [&](const ColumnHead& head) {
    return head.name == variable && head.kind == CellKind::text;
  });
  std::vector<std::string> out;
  if (column == head_.columns.end()) return out;
  const auto dictionary = texts(static_cast<std::size_t>(column - head_.columns.begin()));
  if (!dictionary) return dictionary.error();
  const auto count = static_cast<std::uint32_t>(std::min((*dictionary)->ends.size(), most));
  for (std::uint32_t rank = 0; rank < count; ++rank) out.emplace_back((**dictionary)[rank]);
  return out;
}

template <class Narrow>
Result<void> Rows::read_widened(std::uint64_t at, std::vector<std::uint32_t>& cells) const {
  std::vector<Narrow> narrow(cells.size());
  if (auto done = read(at, narrow.data(), narrow.size() * sizeof(Narrow)); !done) return done;
  std::copy(narrow.begin(), narrow.end(), cells.begin());
  return {};
}

/// The cells of the rows from `first` on, as many as `cells` has.
template <class Cell>
Result<void> Rows::read_cells(const Column& column, std::uint64_t first, std::vector<Cell>& cells) const {
  const std::uint64_t at = column.cells_at + first * column.width;
  if constexpr (std::is_same_v<Cell, double>) {
    return read(at, cells.data(), cells.size() * sizeof(double));
  } else {
    Result<void> done;
    switch (column.width) {
      case 1: done = read_widened<std::uint8_t>(at, cells); break;
      case 2: done = read_widened<std::uint16_t>(at, cells); break;
      default: done = read(at, cells.data(), cells.size() * sizeof(Cell));
    }
    if (!done || column.kind != CellKind::text) return done;
    const auto known = [&column](std::uint32_t code) { return code < column.distinct; };
    return std::all_of(cells.begin(), cells.end(), known) ? Result<void>() : damaged("a code without a text");
  }
}

/// Calls use(row, cell) for every row in turn.
template <class Cell, class Use>
Result<void> Rows::scan(const Column& column, const Use& use) const {
  std::vector<Cell> cells;
  for (std::uint64_t first = 0; first < head_.rows; first += kPieceRows) {
    cells.resize(std::min<std::uint64_t>(kPieceRows, head_.rows - first));
    if (auto done = read_cells(column, first, cells); !done) return done;
    for (std::size_t i = 0; i < cells.size(); ++i) use(first + i, cells[i]);
  }
  return {};
}

Result<void> Rows::mark_texts(std::size_t column, std::string_view needle, Marks& marks) {
  const auto dictionary = texts(column);
  if (!dictionary) return dictionary.error();
  const auto count = static_cast<std::uint32_t>((*dictionary)->ends.size());
  Marks hit(count);
  bool any = false;
  for (std::uint32_t rank = 0; rank < count; ++rank) {
    const bool found = upper((**dictionary)[rank]).find(needle) != std::string::npos;
    hit[rank] = found ? 1 : 0;
    any = any || found;
  }
  if (!any) return {};
  return scan<std::uint32_t>(head_.columns[column],
                             [&](std::uint64_t row, std::uint32_t code) { marks[row] |= hit[code]; });
}

Result<void> Rows::mark_numbers(const Column& column, std::string_view needle, Marks& marks) const {
  std::array<char, 400> buffer{};
  const auto mark = [&](std::uint64_t row, std::string_view text) {
    if (text.find(needle) != std::string_view::npos) marks[row] = 1;
  };
  if (column.kind == CellKind::whole) {
    return scan<std::uint32_t>(column, [&](std::uint64_t row, std::uint32_t number) {
      const char* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
      mark(row, {buffer.data(), static_cast<std::size_t>(end - buffer.data())});
    });
  }
  return scan<double>(column, [&](std::uint64_t row, double number) {
    if (!std::isnan(number)) mark(row, shown(number, buffer));
  });
}

Result<Rows::Marks> Rows::search(std::string_view text) {
  const std::string needle = upper(collapse_blanks(text));
  if (needle.empty()) return Marks();
  std::string digits = needle;
  digits.erase(std::remove(digits.begin(), digits.end(), '.'), digits.end());
  const bool number = !digits.empty() && can_be_in_number(digits);
  Marks marks(head_.rows);
  for (std::size_t i = 0; i < head_.columns.size(); ++i) {
    const Column& column = head_.columns[i];
    Result<void> done;
    if (column.kind == CellKind::text) {
      done = mark_texts(i, needle, marks);
    } else if (number) {
      done = mark_numbers(column, digits, marks);
    }
    if (!done) return done.error();
  }
  return marks;
}

Result<std::vector<std::uint32_t>> Rows::sorted(const RowsQuery& query, const Column& column,
                                                const Marks& marks) const {
  std::vector<Keyed> keyed;
  keyed.reserve(head_.rows);
  const auto keep = [&](std::uint64_t row, auto cell) {
    if (!marks.empty() && marks[row] == 0) return;
    keyed.push_back({key_of(cell, query.descending), static_cast<std::uint32_t>(row)});
  };
  const bool real = column.kind == CellKind::real;
  const auto done = real ? scan<double>(column, keep) : scan<std::uint32_t>(column, keep);
  if (!done) return done.error();
  return window(keyed, query.offset, query.limit);
}

/// The cells of one column for the wanted rows, appended to each row of `out`.
Result<void> Rows::fill(std::size_t column, const std::vector<std::uint32_t>& wanted,
                        std::vector<std::vector<RowsCell>>& out) {
  const Column& head = head_.columns[column];
  const Texts* dictionary = nullptr;
  if (head.kind == CellKind::text) {
    const auto loaded = texts(column);
    if (!loaded) return loaded.error();
    dictionary = *loaded;
  }
  std::vector<std::size_t> order(wanted.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return wanted[a] < wanted[b]; });
  std::vector<double> reals;
  std::vector<std::uint32_t> codes;
  for (std::size_t at = 0; at < order.size();) {
    const std::uint32_t first = wanted[order[at]];
    std::size_t end = at;
    while (end < order.size() && wanted[order[end]] - first < kNearRows) ++end;
    const std::size_t count = wanted[order[end - 1]] - first + 1;
    reals.resize(count);
    codes.resize(count);
    auto done = head.kind == CellKind::real ? read_cells(head, first, reals) : read_cells(head, first, codes);
    if (!done) return done;
    for (; at < end; ++at) {
      const std::size_t i = wanted[order[at]] - first;
      RowsCell& cell = out[order[at]].emplace_back();
      if (head.kind == CellKind::text) {
        cell = std::string((*dictionary)[codes[i]]);
      } else if (head.kind == CellKind::whole) {
        cell = std::int64_t{codes[i]};
      } else if (!std::isnan(reals[i])) {
        cell = reals[i];
      }
    }
  }
  return {};
}

Result<RowsPage> Rows::page(const RowsQuery& query) {
  if (query.limit > kMaxLimit) return Error{Errc::wrong_usage, "limit: at most " + std::to_string(kMaxLimit)};
  const auto by = std::find_if(head_.columns.begin(), head_.columns.end(),
                               [&](const Column& column) { return column.name == query.sort; });
  if (!query.sort.empty() && by == head_.columns.end()) return Error{Errc::wrong_usage, "sort: no such variable"};
  const auto marks = search(query.search);
  if (!marks) return marks.error();
  RowsPage page;
  page.found = marks->empty() ? head_.rows
                              : static_cast<std::uint64_t>(std::count(marks->begin(), marks->end(), std::uint8_t{1}));
  Result<std::vector<std::uint32_t>> wanted = window(*marks, head_.rows, query.offset, query.limit);
  if (!query.sort.empty()) wanted = sorted(query, *by, *marks);
  if (!wanted) return wanted.error();
  page.rows.resize(wanted->size());
  for (std::size_t i = 0; i < head_.columns.size(); ++i) {
    if (auto done = fill(i, *wanted, page.rows); !done) return done.error();
  }
  return page;
}

Result<void> Rows::verify() const {
  std::vector<char> piece(256 * 1024);
  Sha256 sha;
  for (std::uint64_t at = rows_format::head_bytes(head_); at < head_.file_bytes;) {
    const std::size_t bytes = std::min<std::uint64_t>(piece.size(), head_.file_bytes - at);
    if (auto done = read(at, piece.data(), bytes); !done) return done;
    sha.add(piece.data(), bytes);
    at += bytes;
  }
  return sha.hex() == head_.content_sha256 ? Result<void>() : damaged("its content is not what was written");
}

}  // namespace sipro::storage
