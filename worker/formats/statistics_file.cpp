#include "formats/statistics_file.hpp"

#include <cassert>
#include <new>
#include <optional>

#include "formats/file_kind.hpp"
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
    return unsupported("");
  }

  FileBytes file;
  FileInfo info;
  Charset charset = Charset::windows_1252();
  std::optional<SavDictionary> sav;
};

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

const FileInfo& StatisticsFile::info() const { return impl_->info; }

Result<FileRows> StatisticsFile::read(std::span<const ColumnRequest> columns, unsigned threads) const {
  for ([[maybe_unused]] const ColumnRequest& column : columns) assert(column.variable < impl_->info.variables.size());
  try {
    return read_sav(impl_->file, *impl_->sav, impl_->charset, columns, threads);
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  }
}

}  // namespace sipro::formats
