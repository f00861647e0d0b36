// write_floor CLEAN.sav OUT.sav: seconds that ReadStat itself takes to write the rows of a clean file again,
// row-compressed, from columns in memory through one buffer: the floor that writing the clean file is measured against.
// "sync" is the time of the fsync after it, which the floor does not count.
#include <fcntl.h>
#include <readstat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "formats/statistics_file.hpp"

namespace {

using namespace sipro;

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

struct Output {
  static constexpr std::size_t kCapacity = 256 * 1024;

  int descriptor = -1;
  bool good = true;
  std::vector<char> buffer;

  void flush() {
    const char* from = buffer.data();
    for (std::size_t left = buffer.size(); left > 0 && good;) {
      const ssize_t written = ::write(descriptor, from, left);
      good = written > 0;
      if (!good) break;
      from += written;
      left -= static_cast<std::size_t>(written);
    }
    buffer.clear();
  }
};

ssize_t take(const void* bytes, size_t count, void* context) {
  auto& output = *static_cast<Output*>(context);
  const auto* from = static_cast<const char*>(bytes);
  if (output.buffer.size() + count > Output::kCapacity) output.flush();
  output.buffer.insert(output.buffer.end(), from, from + count);
  return output.good ? static_cast<ssize_t>(count) : -1;
}

struct Source {
  std::vector<formats::FileVariable> variables;
  formats::FileRows data;
};

bool load(const char* path, Source& source) {
  const auto file = formats::StatisticsFile::open(path);
  if (!file) return false;
  source.variables = file->info().variables;
  std::vector<formats::ColumnRequest> requests;
  for (std::size_t i = 0; i < source.variables.size(); ++i) {
    requests.push_back({i, source.variables[i].numeric ? formats::CellForm::numbers : formats::CellForm::distinct});
  }
  auto read = file->read(requests, 1);
  if (!read) return false;
  source.data = std::move(*read);
  return true;
}

readstat_error_t write_rows(readstat_writer_t* writer, const Source& source, Output& output) {
  std::vector<readstat_variable_t*> variables;
  for (const auto& variable : source.variables) {
    const auto type = variable.numeric ? READSTAT_TYPE_DOUBLE : READSTAT_TYPE_STRING;
    variables.push_back(readstat_add_variable(writer, variable.name.c_str(), type, variable.width));
  }
  readstat_error_t error = readstat_begin_writing_sav(writer, &output, static_cast<long>(source.data.rows));
  for (std::size_t row = 0; row < source.data.rows && error == READSTAT_OK; ++row) {
    error = readstat_begin_row(writer);
    for (std::size_t i = 0; i < variables.size() && error == READSTAT_OK; ++i) {
      const auto& column = source.data.columns[i];
      error = column.plain()
                  ? readstat_insert_double_value(writer, variables[i], column.numbers[row])
                  : readstat_insert_string_value(writer, variables[i], column.values[column.codes[row]].text.c_str());
    }
    if (error == READSTAT_OK) error = readstat_end_row(writer);
  }
  return error == READSTAT_OK ? readstat_end_writing(writer) : error;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: write_floor CLEAN.sav OUT.sav\n", stderr);
    return 2;
  }
  Source source;
  if (!load(argv[1], source)) return 1;
  Output output;
  output.descriptor = ::open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (output.descriptor < 0) return 1;
  output.buffer.reserve(Output::kCapacity);

  const double start = now();
  readstat_writer_t* writer = readstat_writer_init();
  readstat_set_data_writer(writer, take);
  readstat_writer_set_compression(writer, READSTAT_COMPRESS_ROWS);
  const readstat_error_t error = write_rows(writer, source, output);
  readstat_writer_free(writer);
  output.flush();
  const double written = now();
  const bool synced = ::fsync(output.descriptor) == 0;
  const double end = now();
  ::close(output.descriptor);
  std::printf("{\"seconds\": %.4f, \"sync\": %.4f, \"rows\": %llu, \"error\": %d}\n", written - start, end - written,
              static_cast<unsigned long long>(source.data.rows), error);
  return error == READSTAT_OK && output.good && synced ? 0 : 1;
}
