#include "formats/sav_writer.hpp"

#include <readstat.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cfloat>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/text.hpp"
#include "formats/buffered_output.hpp"

namespace sipro::formats {
namespace {

constexpr std::size_t kNoteBytes = 80;
constexpr std::size_t kFileLabelBytes = 64;
constexpr std::size_t kVariableLabelBytes = 255;
constexpr std::size_t kShortString = 255;
constexpr std::size_t kLongestString = 32767;
constexpr std::size_t kStampAt = 92;  // of the header: nine bytes of date, eight of time
constexpr int kWidestColumn = 40;
constexpr double kSystemMissing = -DBL_MAX;

using Writer = std::unique_ptr<readstat_writer_t, void (*)(readstat_writer_t*)>;

/// "20 Jun 2510:46:00", in the zone of the moment.
std::string stamp_of(const Moment& moment) {
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto date = moment.date();
  const auto seconds = (moment.local() - std::chrono::floor<std::chrono::days>(moment.local())).count();
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%02u %s %02d%02d:%02d:%02d", static_cast<unsigned>(date.day()),
                kMonths.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()) % 100,
                static_cast<int>(seconds / 3600), static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  return text.data();
}

/// Where ReadStat's bytes go.
struct Sink {
  BufferedOutput& file;
  std::string stamp;

  static ssize_t take(const void* bytes, size_t count, void* context) noexcept {
    auto& sink = *static_cast<Sink*>(context);
    if (sink.file.size() > 0 || count < kStampAt + sink.stamp.size()) {
      return sink.file.write(bytes, count) ? static_cast<ssize_t>(count) : -1;
    }
    // ReadStat 1.1.8 stamps the header with the local time of the process's zone.
    std::array<char, 1024> header{};
    if (count > header.size()) return -1;
    std::memcpy(header.data(), bytes, count);
    std::copy(sink.stamp.begin(), sink.stamp.end(), header.begin() + kStampAt);
    return sink.file.write(header.data(), count) ? static_cast<ssize_t>(count) : -1;
  }
};

std::vector<std::string> note_lines(const std::vector<std::string>& notes) {
  std::vector<std::string> lines;
  for (const std::string& note : notes) {
    std::string_view rest = note;
    do {
      const std::string_view line = utf8_prefix(rest, kNoteBytes);
      lines.emplace_back(line);
      rest.remove_prefix(line.empty() ? rest.size() : line.size());
    } while (!rest.empty());
  }
  return lines;
}

std::size_t rows_of(const OutputCells& cells) {
  if (const auto* text = std::get_if<const trade::TextColumn*>(&cells)) return (*text)->codes.size();
  return std::visit(
      [](const auto& values) -> std::size_t {
        if constexpr (requires { values.size(); }) return values.size();
        return 0;
      },
      cells);
}

/// Calls use(row) for each row that is written, in their order.
template <class Use>
void for_rows(const OutputFile& file, std::size_t rows, const Use& use) {
  if (file.order.empty()) {
    for (std::size_t row = 0; row < rows; ++row) use(row);
  } else {
    for (const std::uint32_t row : file.order) use(row);
  }
}

/// Bytes of the longest value that is written.
std::size_t width_of(const OutputFile& file, const trade::TextColumn& column, std::size_t minimum) {
  std::vector<bool> used(column.values.size());
  for_rows(file, column.codes.size(), [&](std::size_t row) { used[column.codes[row]] = true; });
  std::size_t width = std::max<std::size_t>(minimum, 1);
  for (std::size_t code = 0; code < used.size(); ++code) {
    if (used[code]) width = std::max(width, column.values[code].size());
  }
  return width;
}

/// A variable, with where its cells go in ReadStat's row.
struct Output {
  const OutputVariable* source = nullptr;
  readstat_variable_t* variable = nullptr;
  std::size_t width = 0;  // of a string
};

Output add_variable(readstat_writer_t* writer, const OutputFile& file, const OutputVariable& source) {
  Output out;
  out.source = &source;
  const auto* text = std::get_if<const trade::TextColumn*>(&source.cells);
  if (text != nullptr) {
    out.width = width_of(file, **text, source.minimum_width);
    out.variable = readstat_add_variable(writer, source.name.c_str(), READSTAT_TYPE_STRING, out.width);
    readstat_variable_set_measure(out.variable, READSTAT_MEASURE_NOMINAL);
    readstat_variable_set_display_width(out.variable, std::min(static_cast<int>(out.width), kWidestColumn));
    // Without a format ReadStat takes the column's width on the screen for it, which PSPP refuses.
    if (out.width <= kShortString)
      readstat_variable_set_format(out.variable, ("A" + std::to_string(out.width)).c_str());
  } else {
    out.variable = readstat_add_variable(writer, source.name.c_str(), READSTAT_TYPE_DOUBLE, 0);
    std::array<char, 32> format{};
    std::snprintf(format.data(), format.size(), "F%d.%d", source.digits, source.decimals);
    readstat_variable_set_format(out.variable, format.data());
    readstat_variable_set_measure(out.variable, READSTAT_MEASURE_SCALE);
    readstat_variable_set_display_width(out.variable, source.digits);
  }
  readstat_variable_set_label(out.variable, std::string(utf8_prefix(source.label, kVariableLabelBytes)).c_str());
  return out;
}

/// Fills the row's bytes for one cell; ReadStat's own functions would look for the text's end and pad it byte by byte.
class RowFiller {
 public:
  RowFiller(readstat_writer_t* writer, const Output& output) : writer_(writer), output_(output) {}

  void operator()(std::size_t row) const {
    char* to = reinterpret_cast<char*>(writer_->row) + output_.variable->offset;
    std::visit([&](const auto& cells) { fill(to, cells, row); }, output_.source->cells);
  }

 private:
  static void fill(char* to, std::span<const double> cells, std::size_t row) {
    const double value = std::isfinite(cells[row]) ? cells[row] : kSystemMissing;
    std::memcpy(to, &value, sizeof value);
  }
  template <class Integer>
  static void fill(char* to, std::span<const Integer> cells, std::size_t row) {
    const double value = cells[row];
    std::memcpy(to, &value, sizeof value);
  }
  void fill(char* to, const trade::TextColumn* cells, std::size_t row) const {
    const std::string& text = (*cells)[row];
    if (output_.width > kShortString) {
      readstat_insert_string_value(writer_, output_.variable, text.c_str());
      return;
    }
    char* const end = std::copy(text.begin(), text.end(), to);
    std::fill_n(end, output_.variable->storage_width - text.size(), ' ');
  }

  readstat_writer_t* writer_;
  const Output& output_;
};

readstat_compress_t compression_of(SavCompression compression) {
  switch (compression) {
    case SavCompression::none: return READSTAT_COMPRESS_NONE;
    case SavCompression::rows: return READSTAT_COMPRESS_ROWS;
    case SavCompression::zlib: return READSTAT_COMPRESS_BINARY;
  }
  return READSTAT_COMPRESS_ROWS;
}

readstat_error_t write_rows(readstat_writer_t* writer, const OutputFile& file, std::size_t rows,
                            const std::vector<Output>& outputs, Progress progress) {
  std::vector<RowFiller> fillers;
  fillers.reserve(outputs.size());
  for (const Output& output : outputs) fillers.emplace_back(writer, output);
  readstat_error_t error = READSTAT_OK;
  RowProgress written(progress);
  for_rows(file, rows, [&](std::size_t row) {
    if (error == READSTAT_OK) error = readstat_begin_row(writer);
    if (error != READSTAT_OK) return;
    for (const RowFiller& filler : fillers) filler(row);
    error = readstat_end_row(writer);
    written.row();
  });
  return error;
}

}  // namespace

Result<void> write_sav(const std::filesystem::path& path, const OutputFile& file, Progress progress) {
  auto target = BufferedOutput::create(path);
  if (!target) return target.error();
  const Writer writer(readstat_writer_init(), &readstat_writer_free);
  if (!writer) return workbook::write_error(path, ENOMEM);
  readstat_set_data_writer(writer.get(), Sink::take);
  readstat_writer_set_compression(writer.get(), compression_of(file.compression));
  readstat_writer_set_file_label(writer.get(), std::string(utf8_prefix(file.label, kFileLabelBytes)).c_str());
  readstat_writer_set_file_timestamp(writer.get(), 0);
  for (const std::string& line : note_lines(file.notes)) readstat_add_note(writer.get(), line.c_str());
  std::vector<Output> outputs;
  for (const OutputVariable& variable : file.variables) {
    outputs.push_back(add_variable(writer.get(), file, variable));
    if (outputs.back().width > kLongestString)
      return Error{Errc::write_failed, path.string() + ": text over 32767 bytes in " + variable.name};
  }
  const std::size_t all = file.variables.empty() ? 0 : rows_of(file.variables.front().cells);
  const std::size_t rows = file.order.empty() ? all : file.order.size();
  progress.expect(rows);
  Sink sink{*target, stamp_of(file.created)};
  readstat_error_t error = readstat_begin_writing_sav(writer.get(), &sink, static_cast<long>(rows));
  if (error == READSTAT_OK) error = write_rows(writer.get(), file, all, outputs, progress);
  if (error == READSTAT_OK) error = readstat_end_writing(writer.get());
  if (error != READSTAT_OK && !target->failed()) {
    return Error{Errc::write_failed, path.string() + ": " + readstat_error_message(error)};
  }
  return target->publish();
}

}  // namespace sipro::formats
