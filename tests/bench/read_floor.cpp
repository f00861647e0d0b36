// read_floor FILE...: seconds that ReadStat itself takes for all rows of .sav files, one after another, tuned (reads in
// large pieces, no charset conversion, no progress reports), with a callback that does nothing: the floor that our
// reading is measured against. read_floor --columns [--threads N] FILE...: the same files by our reader, to columns;
// several files on several threads. read_floor --write ROWS FILE [none|rows|zlib]: seconds of writing a file of the
// usual layout, 8 variables, 64 bytes a row.
#include <fcntl.h>
#include <readstat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "base/parallel.hpp"
#include "formats/sav_writer.hpp"
#include "formats/statistics_file.hpp"

namespace {

using namespace sipro;

double seconds_of(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// A file read in pieces of 64 KiB.
struct Input {
  int descriptor = -1;
  off_t size = 0;
  off_t position = 0;
  off_t start = 0;
  std::size_t filled = 0;
  std::vector<char> buffer = std::vector<char>(64 * 1024);

  ssize_t read(char* to, std::size_t count) {
    std::size_t done = 0;
    while (done < count) {
      const off_t at = position - start;
      if (at < 0 || at >= static_cast<off_t>(filled)) {
        const ssize_t got = ::pread(descriptor, buffer.data(), buffer.size(), position);
        if (got <= 0) break;
        start = position;
        filled = static_cast<std::size_t>(got);
        continue;
      }
      const std::size_t part = std::min(count - done, filled - static_cast<std::size_t>(at));
      std::memcpy(to + done, buffer.data() + at, part);
      done += part;
      position += static_cast<off_t>(part);
    }
    return static_cast<ssize_t>(done);
  }
};

int open_input(const char*, void*) { return 0; }
int close_input(void*) { return 0; }
ssize_t read_input(void* to, size_t count, void* context) {
  return static_cast<Input*>(context)->read(static_cast<char*>(to), count);
}
readstat_error_t no_progress(long, readstat_progress_handler, void*, void*) { return READSTAT_OK; }
// ReadStat 1.1.8 has no variables to read values of without it.
int keep_variable(int, readstat_variable_t*, const char*, void*) { return READSTAT_HANDLER_OK; }
int ignore_value(int, readstat_variable_t*, readstat_value_t, void* context) {
  ++*static_cast<std::uint64_t*>(context);
  return READSTAT_HANDLER_OK;
}

off_t seek_input(off_t offset, readstat_io_flags_t whence, void* context) {
  auto& input = *static_cast<Input*>(context);
  input.position = offset + (whence == READSTAT_SEEK_CUR   ? input.position
                             : whence == READSTAT_SEEK_END ? input.size
                                                           : 0);
  return input.position;
}

struct Floor {
  std::uint64_t cells = 0;
  double seconds = 0;
  readstat_error_t error = READSTAT_OK;
};

void add_floor_of(const std::string& path, Floor& floor) {
  Input input;
  input.descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (input.descriptor < 0) {
    floor.error = READSTAT_ERROR_OPEN;
    return;
  }
  input.size = ::lseek(input.descriptor, 0, SEEK_END);
  floor.seconds += seconds_of([&] {
    readstat_parser_t* parser = readstat_parser_init();
    readstat_set_open_handler(parser, open_input);
    readstat_set_close_handler(parser, close_input);
    readstat_set_seek_handler(parser, seek_input);
    readstat_set_read_handler(parser, read_input);
    readstat_set_update_handler(parser, no_progress);
    readstat_set_io_ctx(parser, &input);
    readstat_set_handler_character_encoding(parser, nullptr);
    readstat_set_file_character_encoding(parser, "UTF8");
    readstat_set_variable_handler(parser, keep_variable);
    readstat_set_value_handler(parser, ignore_value);
    const readstat_error_t error = readstat_parse_sav(parser, "", &floor.cells);
    if (error != READSTAT_OK) floor.error = error;
    readstat_parser_free(parser);
  });
  ::close(input.descriptor);
}

int floor_of(const std::vector<std::string>& paths) {
  Floor floor;
  for (const auto& path : paths) add_floor_of(path, floor);
  std::printf("{\"seconds\": %.4f, \"cells\": %llu, \"error\": %d}\n", floor.seconds,
              static_cast<unsigned long long>(floor.cells), floor.error);
  return floor.error == READSTAT_OK ? 0 : 1;
}

std::uint64_t read_columns(const std::string& path, unsigned threads) {
  const auto file = formats::StatisticsFile::open(path);
  if (!file) return 0;
  std::vector<formats::ColumnRequest> requests;
  for (std::size_t i = 0; i < file->info().variables.size(); ++i) {
    const std::string& name = file->info().variables[i].name;
    const bool plain = name == "BERAT" || name == "NILAI";
    requests.push_back({i, plain ? formats::CellForm::numbers : formats::CellForm::distinct});
  }
  const auto read = file->read(requests, threads);
  return read ? read->rows : 0;
}

int columns_of(const std::vector<std::string>& paths, unsigned threads) {
  std::vector<std::uint64_t> rows(paths.size());
  const double seconds = seconds_of([&] {
    const unsigned within = paths.size() == 1 ? threads : 1;
    parallel_for(paths.size(), threads, [&](std::size_t i) { rows[i] = read_columns(paths[i], within); });
  });
  const std::uint64_t all = std::accumulate(rows.begin(), rows.end(), std::uint64_t{0});
  std::printf("{\"seconds\": %.4f, \"rows\": %llu}\n", seconds, static_cast<unsigned long long>(all));
  return std::find(rows.begin(), rows.end(), 0U) == rows.end() ? 0 : 1;
}

/// Skewed like trade: few ports and countries have most rows.
struct Data {
  explicit Data(std::size_t rows) : month(rows), year(rows), value(rows), weight(rows), text(4) {
    static constexpr std::size_t kDistinct[] = {12, 180, 1200, 18};
    for (std::size_t t = 0; t < text.size(); ++t) {
      for (std::size_t i = 0; i < kDistinct[t]; ++i)
        text[t].values.push_back("V" + std::to_string(10'000'000 + i).substr(2));
      text[t].codes.reserve(rows);
    }
    std::uint64_t state = 1;
    for (std::size_t row = 0; row < rows; ++row) {
      const auto next = [&state] { return (state = state * 6364136223846793005U + 1442695040888963407U) >> 33U; };
      month[row] = static_cast<std::uint8_t>(next() % 12 + 1);
      year[row] = static_cast<std::uint16_t>(2023 + next() % 3);
      value[row] = static_cast<double>(next() % 100'000'000) / 100;
      weight[row] = static_cast<double>(next() % 10'000'000);
      for (std::size_t t = 0; t < text.size(); ++t) {
        const std::uint64_t span = next() % kDistinct[t] + 1;
        text[t].codes.push_back(static_cast<std::uint32_t>(next() % span));
      }
    }
  }
  std::vector<std::uint8_t> month;
  std::vector<std::uint16_t> year;
  std::vector<double> value;
  std::vector<double> weight;
  std::vector<trade::TextColumn> text;
};

int write_to(const char* path, std::size_t rows, std::string_view compression) {
  const Data data(rows);
  formats::OutputFile file;
  file.compression = compression == "none"   ? formats::SavCompression::none
                     : compression == "zlib" ? formats::SavCompression::zlib
                                             : formats::SavCompression::rows;
  file.variables = {{"BULAN", "Bulan", std::span<const std::uint8_t>(data.month), 0, 2},
                    {"TAHUN", "Tahun", std::span<const std::uint16_t>(data.year), 0, 4},
                    {"PELABUHAN", "Pelabuhan", data.text.data(), 0, 8, 8},
                    {"NEGARA", "Negara", &data.text[1], 0, 8, 8},
                    {"HS", "HS", &data.text[2], 0, 8, 8},
                    {"SEKTOR", "Sektor", &data.text[3], 0, 8, 8},
                    {"BERAT", "Berat", std::span<const double>(data.weight), 2, 16},
                    {"NILAI", "Nilai", std::span<const double>(data.value), 2, 16}};
  bool good = false;
  const double seconds = seconds_of([&] { good = formats::write_sav(path, file).has_value(); });
  std::printf("{\"seconds\": %.4f, \"rows\": %zu}\n", seconds, rows);
  return good ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() >= 3 && words[0] == "--write") {
    return write_to(words[2].c_str(), std::stoul(words[1]), words.size() > 3 ? words[3] : "rows");
  }
  const bool columns = !words.empty() && words[0] == "--columns";
  if (columns) words.erase(words.begin());
  unsigned threads = 1;
  if (columns && words.size() > 2 && words[0] == "--threads") {
    threads = static_cast<unsigned>(std::stoul(words[1]));
    words.erase(words.begin(), words.begin() + 2);
  }
  if (!words.empty()) return columns ? columns_of(words, threads) : floor_of(words);
  std::fputs("usage: read_floor FILE... | --columns [--threads N] FILE... | --write ROWS FILE [none|rows|zlib]\n",
             stderr);
  return 2;
}
