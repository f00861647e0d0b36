#include "formats/statistics_file.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <map>
#include <new>
#include <optional>

#include "formats/file_kind.hpp"
#include "formats/foreign_reader.hpp"
#include "formats/read_failure.hpp"
#include "formats/sav_reader.hpp"

namespace sipro::formats {

struct StatisticsFile::Impl {
  explicit Impl(FileBytes bytes) : file(std::move(bytes)) {}

  Result<void> open_sav(const ReadLimits& limits) {
    auto parsed = parse_sav(file, limits);
    if (!parsed) return parsed.error();
    auto found = sav_charset(*parsed);
    if (!found) return found.error();
    sav = std::move(*parsed);
    charset = std::move(*found);
    info = sav_info(*sav, charset);
    return {};
  }

  Result<void> open_kind(FileKind kind, const ReadLimits& limits) {
    switch (kind) {
      case FileKind::sav: return open_sav(limits);
      case FileKind::por:
      case FileKind::dta: break;
    }
    auto opened = open_foreign(file, kind, limits);
    if (!opened) return opened.error();
    foreign = std::move(*opened);
    return {};
  }

  [[nodiscard]] const FileInfo& shown() const { return foreign ? foreign->info : info; }

  FileBytes file;
  FileInfo info;
  Charset charset = Charset::windows_1252();
  std::optional<SavDictionary> sav;
  std::optional<ForeignFile> foreign;  // set instead of `sav`
};

namespace {

/// Requests without a variable twice: one that is asked for in both forms is read coded.
std::vector<ColumnRequest> merged(std::span<const ColumnRequest> requests,
                                  std::map<std::size_t, std::size_t>& position) {
  std::vector<ColumnRequest> out;
  for (const ColumnRequest& request : requests) {
    const auto [at, is_new] = position.emplace(request.variable, out.size());
    if (is_new) {
      out.push_back(request);
    } else if (request.form == CellForm::distinct) {
      out[at->second].form = CellForm::distinct;
    }
  }
  return out;
}

trade::SourceColumn as_numbers(const trade::SourceColumn& coded) {
  trade::SourceColumn out;
  out.name = coded.name;
  out.numbers.reserve(coded.codes.size());
  for (std::size_t row = 0; row < coded.codes.size(); ++row) {
    const trade::SourceValue& value = coded.values[coded.codes[row]];
    const bool number = value.kind == trade::SourceValue::Kind::number;
    out.numbers.push_back(number ? value.number : std::numeric_limits<double>::quiet_NaN());
  }
  return out;
}

/// Hands the columns that were read to the requests, which may name one twice.
std::vector<trade::SourceColumn> hand_out(std::span<const ColumnRequest> requests, const FileInfo& info,
                                          const std::map<std::size_t, std::size_t>& position,
                                          const std::vector<trade::SourceColumn>& columns) {
  std::vector<trade::SourceColumn> out;
  for (const ColumnRequest& request : requests) {
    const trade::SourceColumn& column = columns[position.at(request.variable)];
    const bool numbers = request.form == CellForm::numbers && info.variables[request.variable].numeric;
    out.push_back(numbers && !column.plain() ? as_numbers(column) : column);
  }
  return out;
}

}  // namespace

StatisticsFile::StatisticsFile(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StatisticsFile::StatisticsFile(StatisticsFile&&) noexcept = default;
StatisticsFile& StatisticsFile::operator=(StatisticsFile&&) noexcept = default;
StatisticsFile::~StatisticsFile() = default;

Result<StatisticsFile> StatisticsFile::open(const std::filesystem::path& path, const ReadLimits& limits) {
  auto file = FileBytes::open(path);
  if (!file) return file.error();
  const auto kind = kind_of(*file);
  if (!kind) return kind.error();
  try {
    auto impl = std::make_unique<Impl>(std::move(*file));
    if (auto opened = impl->open_kind(*kind, limits); !opened) return opened.error();
    return StatisticsFile(std::move(impl));
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  }
}

const FileInfo& StatisticsFile::info() const { return impl_->shown(); }

Result<FileRows> StatisticsFile::read(std::span<const ColumnRequest> columns, unsigned threads,
                                      Progress progress) const {
  for ([[maybe_unused]] const ColumnRequest& column : columns) assert(column.variable < info().variables.size());
  try {
    std::map<std::size_t, std::size_t> position;
    const std::vector<ColumnRequest> wanted = merged(columns, position);
    auto rows = impl_->foreign ? read_foreign(impl_->file, *impl_->foreign, wanted, progress)
                               : read_sav(impl_->file, *impl_->sav, impl_->charset, wanted, threads, progress);
    if (rows && wanted.size() < columns.size()) rows->columns = hand_out(columns, info(), position, rows->columns);
    return rows;
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  }
}

}  // namespace sipro::formats
