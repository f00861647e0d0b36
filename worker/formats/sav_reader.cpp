#include "formats/sav_reader.hpp"

#include <algorithm>

#include "base/parallel.hpp"
#include "base/text.hpp"
#include "formats/read_failure.hpp"
#include "formats/sav_columns.hpp"
#include "formats/sav_values.hpp"

namespace sipro::formats {
namespace {

/// Below this many rows a second thread costs more than it gains.
constexpr std::uint64_t kRowsPerThread = 20'000;

using Parts = std::vector<std::unique_ptr<SavColumns>>;

struct Range {
  std::uint64_t first = 0;
  std::uint64_t rows = 0;
};

std::vector<Range> split(std::uint64_t rows, unsigned threads) {
  const std::uint64_t parts = std::clamp<std::uint64_t>(rows / kRowsPerThread, 1, std::max(threads, 1U));
  std::vector<Range> ranges;
  for (std::uint64_t i = 0; i < parts; ++i)
    ranges.push_back({rows * i / parts, rows * (i + 1) / parts - rows * i / parts});
  return ranges;
}

Result<void> verdict(SavColumns::Outcome outcome, const SavColumns& part, std::uint64_t expected) {
  switch (outcome) {
    case SavColumns::Outcome::out_of_memory: return out_of_memory();
    case SavColumns::Outcome::too_many_rows: return damaged("jumlah baris tidak cocok dengan isi berkas");
    case SavColumns::Outcome::unreadable:
      switch (part.failure()) {
        case SavBody::Failure::storage: return storage_failed();
        case SavBody::Failure::damaged: return damaged("data termampat tidak dapat dibuka");
        case SavBody::Failure::truncated: return truncated();
        case SavBody::Failure::none: break;
      }
      return damaged("data tidak dapat diuraikan");
    case SavColumns::Outcome::whole: break;
  }
  return part.rows() < expected ? Result<void>(truncated()) : Result<void>();
}

/// Appends the rows of the later ranges to the first's: the same codes as if one range had been read.
void merge(const Parts& parts, std::size_t column) {
  SavColumns::Cells& into = parts.front()->cells()[column];
  std::uint64_t rows = 0;
  for (const auto& part : parts) rows += part->rows();
  if (into.distinct.codes().size() == 0) {
    into.numbers.reserve(rows);
    for (std::size_t i = 1; i < parts.size(); ++i) {
      std::vector<double> numbers = std::move(parts[i]->cells()[column].numbers);
      into.numbers.insert(into.numbers.end(), numbers.begin(), numbers.end());
    }
    return;
  }
  std::vector<std::vector<std::uint32_t>> maps(parts.size());
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const DistinctCells& from = parts[i]->cells()[column].distinct;
    for (std::size_t code = 0; code < from.distinct(); ++code)
      maps[i].push_back(into.distinct.code_of(from.cell(code).data()));
  }
  trade::Codes codes = trade::Codes::sized(rows, into.distinct.distinct());
  std::size_t row = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const trade::Codes from = std::move(parts[i]->cells()[column].distinct.codes());
    for (std::size_t at = 0; at < from.size(); ++at, ++row) codes.set(row, i == 0 ? from[at] : maps[i][from[at]]);
  }
  into.distinct.codes() = std::move(codes);
}

std::unique_ptr<SavBody> body_of(const FileBytes& file, const SavDictionary& dictionary, const Range& range,
                                 bool whole) {
  if (whole) return whole_body(file, dictionary);
  return file_range(file, dictionary.data_start + range.first * dictionary.case_bytes(),
                    range.rows * dictionary.case_bytes());
}

/// One part a range of rows, in their order.
Result<Parts> parse_ranges(const FileBytes& file, const SavDictionary& dictionary, std::span<const SavColumn> columns,
                           unsigned threads, Progress progress) {
  const bool plain = dictionary.encoding == SavEncoding::plain;
  progress.expect(dictionary.rows);
  const std::vector<Range> ranges = split(dictionary.rows, plain ? threads : 1);
  const std::uint64_t room = 65'536 + file.size() / 4;
  Parts parts(ranges.size());
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    parts[i] = std::make_unique<SavColumns>(dictionary, columns, ranges[i].rows, room, progress);
  }
  std::vector<SavColumns::Outcome> outcomes(ranges.size());
  parallel_for(ranges.size(), threads, [&](std::size_t i) {
    outcomes[i] = parts[i]->parse(body_of(file, dictionary, ranges[i], ranges.size() == 1));
  });
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (auto good = verdict(outcomes[i], *parts[i], ranges[i].rows); !good) return good.error();
  }
  return parts;
}

std::string trimmed(std::string_view text) {
  const std::string_view padded = trim_padding(text);
  return std::string(padded.substr(std::min(padded.find_first_not_of(' '), padded.size())));
}

}  // namespace

Result<Charset> sav_charset(const SavDictionary& dictionary) {
  if (!dictionary.charset_name.empty()) {
    if (auto charset = Charset::named(dictionary.charset_name)) return std::move(*charset);
  }
  if (dictionary.code_page == 0 && dictionary.charset_name.empty()) return Charset::undeclared();
  if (auto charset = Charset::code_page(dictionary.code_page)) return std::move(*charset);
  return unsupported("perangkat karakter tidak dikenal");
}

FileInfo sav_info(const SavDictionary& dictionary, const Charset& charset) {
  const auto text = [&charset](const std::string& raw) {
    const std::string whole = charset.to_utf8(raw.substr(0, raw.find('\0'))).text;
    return std::string(trim_padding(whole));
  };
  FileInfo info;
  info.format = dictionary.encoding == SavEncoding::zlib ? "zsav" : "sav";
  info.charset = charset.name();
  info.label = trimmed(text(dictionary.file_label));
  for (const std::string& line : dictionary.documents) info.notes.push_back(text(line));
  for (const SavVariable& variable : dictionary.variables) {
    info.variables.push_back({text(variable.name), text(variable.label), variable.numeric(), variable.width});
  }
  return info;
}

Result<FileRows> read_sav(const FileBytes& file, const SavDictionary& dictionary, const Charset& charset,
                          std::span<const ColumnRequest> requests, unsigned threads, Progress progress) {
  std::vector<SavColumn> columns;
  columns.reserve(requests.size());
  for (const ColumnRequest& request : requests) {
    columns.push_back(plan_column(dictionary.variables[request.variable], request.form));
  }
  const auto parts = parse_ranges(file, dictionary, columns, threads, progress);
  if (!parts) return parts.error();
  if (parts->size() > 1) parallel_for(columns.size(), threads, [&](std::size_t c) { merge(*parts, c); });
  FileRows out;
  out.rows = dictionary.rows;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const SavVariable& variable = *columns[c].variable;
    SavColumns::Cells& cells = parts->front()->cells()[c];
    trade::SourceColumn column;
    if (columns[c].plain) {
      blank_missing(variable, cells.numbers);
      column.numbers = std::move(cells.numbers);
    } else {
      column = decode_cells(dictionary, columns[c], charset, std::move(cells.distinct));
    }
    column.name = std::string(trim_padding(charset.to_utf8(variable.name).text));
    out.columns.push_back(std::move(column));
  }
  return out;
}

}  // namespace sipro::formats
