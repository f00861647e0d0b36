#include "storage/rows_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <utility>

#include "base/sha256.hpp"
#include "storage/files.hpp"
#include "storage/posix_calls.hpp"
#include "storage/rows_format.hpp"

namespace sipro::storage {
namespace {

namespace fs = std::filesystem;
using rows_format::CellKind;
using rows_format::ColumnHead;

constexpr std::size_t kPieceRows = 32 * 1024;

std::uint8_t width_for(std::uint32_t greatest) {
  if (greatest <= UINT8_MAX) return 1;
  return greatest <= UINT16_MAX ? 2 : 4;
}

/// Calls use(first, cells) with all cells in turn, a piece at a time.
template <class Cell, class Use>
void in_pieces(std::size_t row_count, const FillCells<Cell>& fill, const Use& use) {
  std::vector<Cell> piece(std::min(row_count, kPieceRows));
  for (std::size_t first = 0; first < row_count; first += kPieceRows) {
    const std::span<Cell> cells(piece.data(), std::min(kPieceRows, row_count - first));
    fill(first, cells);
    use(cells);
  }
}

/// The texts that rows have, sorted, and the rank of each code among them.
struct Dictionary {
  std::vector<const std::string*> texts;
  std::vector<std::uint32_t> rank;
};

Dictionary dictionary_of(std::size_t row_count, const TextCells& column) {
  const auto& values = *column.values;
  Dictionary out;
  out.rank.resize(values.size());
  std::vector<bool> used(values.size());
  in_pieces<std::uint32_t>(row_count, column.codes, [&](std::span<const std::uint32_t> codes) {
    for (const std::uint32_t code : codes) used[code] = true;
  });
  std::vector<std::uint32_t> order;
  for (std::uint32_t code = 0; code < values.size(); ++code) {
    if (used[code]) order.push_back(code);
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
  for (const std::uint32_t code : order) {
    if (out.texts.empty() || *out.texts.back() != values[code]) out.texts.push_back(&values[code]);
    out.rank[code] = static_cast<std::uint32_t>(out.texts.size() - 1);
  }
  return out;
}

std::uint32_t greatest_of(std::size_t row_count, const WholeCells& column) {
  std::uint32_t greatest = 0;
  in_pieces<std::uint32_t>(row_count, column.numbers, [&](std::span<const std::uint32_t> cells) {
    for (const std::uint32_t cell : cells) greatest = std::max(greatest, cell);
  });
  return greatest;
}

/// The file being written: hashes its content on the way, keeps the first failure.
class Output {
 public:
  Output(fs::path path, std::uint64_t begin) : path_(std::move(path)), at_(begin) {
    constexpr mode_t kMode = 0660;
    file_ = Descriptor(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kMode));
    if (file_.get() < 0) error_ = errno;
    opened_ = error_ == 0;
  }

  void add(const void* bytes, std::size_t size) {
    sha_.add(bytes, size);
    write(bytes, size, at_);
    at_ += size;
  }

  /// The next multiple of the alignment.
  std::uint64_t align() {
    const std::string zeros(rows_format::aligned(at_) - at_, '\0');
    if (!zeros.empty()) add(zeros.data(), zeros.size());
    return at_;
  }

  Result<void> finish(rows_format::Head& head) {
    head.file_bytes = align();
    head.content_sha256 = sha_.hex();
    const std::string bytes = rows_format::to_bytes(head);
    write(bytes.data(), bytes.size(), 0);
    if (error_ == 0 && ::close(file_.release()) != 0) error_ = errno;
    if (error_ == 0) return {};
    if (opened_) ::unlink(path_.c_str());
    return storage_error("write", path_, error_);
  }

 private:
  void write(const void* bytes, std::size_t size, std::uint64_t at) {
    const char* from = static_cast<const char*>(bytes);
    while (size > 0 && error_ == 0) {
      const ssize_t wrote = ::pwrite(file_.get(), from, size, static_cast<off_t>(at));
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0) {
        error_ = errno;
        return;
      }
      from += wrote;
      at += static_cast<std::uint64_t>(wrote);
      size -= static_cast<std::size_t>(wrote);
    }
  }

  fs::path path_;
  Descriptor file_;
  std::uint64_t at_;
  Sha256 sha_;
  int error_ = 0;
  bool opened_ = false;
};

/// Appends the cells at their width.
void add_codes(Output& out, std::span<const std::uint32_t> codes, std::uint8_t width, std::vector<char>& buffer) {
  buffer.resize(codes.size() * width);
  char* to = buffer.data();
  for (const std::uint32_t code : codes) {
    std::memcpy(to, &code, width);  // the low bytes come first
    to += width;
  }
  out.add(buffer.data(), buffer.size());
}

void add_column(Output& out, std::size_t row_count, const TextCells& column, ColumnHead& head) {
  const Dictionary dictionary = dictionary_of(row_count, column);
  head.kind = CellKind::text;
  head.distinct = static_cast<std::uint32_t>(dictionary.texts.size());
  head.width = width_for(head.distinct == 0 ? 0 : head.distinct - 1);
  head.dictionary_at = out.align();
  std::vector<std::uint32_t> ends;
  std::string texts;
  for (const std::string* text : dictionary.texts) {
    texts += *text;
    ends.push_back(static_cast<std::uint32_t>(texts.size()));
  }
  out.add(ends.data(), ends.size() * sizeof(std::uint32_t));
  out.add(texts.data(), texts.size());
  head.dictionary_bytes = ends.size() * sizeof(std::uint32_t) + texts.size();
  head.cells_at = out.align();
  std::vector<char> buffer;
  in_pieces<std::uint32_t>(row_count, column.codes, [&](std::span<std::uint32_t> codes) {
    for (std::uint32_t& code : codes) code = dictionary.rank[code];
    add_codes(out, codes, head.width, buffer);
  });
}

void add_column(Output& out, std::size_t row_count, const RealCells& column, ColumnHead& head) {
  head.kind = CellKind::real;
  head.width = sizeof(double);
  head.dictionary_at = head.cells_at = out.align();
  in_pieces<double>(row_count, column.numbers, [&](std::span<double> cells) {
    for (double& cell : cells) {
      if (!std::isfinite(cell)) cell = std::numeric_limits<double>::quiet_NaN();
    }
    out.add(cells.data(), cells.size_bytes());
  });
}

void add_column(Output& out, std::size_t row_count, const WholeCells& column, ColumnHead& head) {
  head.kind = CellKind::whole;
  head.width = width_for(greatest_of(row_count, column));
  head.dictionary_at = head.cells_at = out.align();
  std::vector<char> buffer;
  in_pieces<std::uint32_t>(row_count, column.numbers,
                           [&](std::span<const std::uint32_t> cells) { add_codes(out, cells, head.width, buffer); });
}

}  // namespace

Result<void> write_rows(const fs::path& path, std::size_t row_count, std::span<const RowsColumn> columns) {
  rows_format::Head head;
  head.rows = row_count;
  for (const RowsColumn& column : columns) {
    ColumnHead column_head;
    column_head.name = column.name;
    column_head.label = column.label;
    head.columns.push_back(std::move(column_head));
  }
  Output out(path, rows_format::head_bytes(head));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::visit([&](const auto& cells) { add_column(out, row_count, cells, head.columns[i]); }, columns[i].cells);
  }
  return out.finish(head);
}

}  // namespace sipro::storage
