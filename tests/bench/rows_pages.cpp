// rows_pages FOLDER ROWS...: how long a page of the data grid takes, from opening rows.bin to the cells in memory. For
// each number of rows: a sample of one flow, cleaned once into FOLDER, then every variable sorted both ways, searches,
// and both together, at the first, a middle and the last page of 100 rows. Files are in the page cache.
#include <fcntl.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/preprocess.hpp"
#include "pipeline/sample.hpp"
#include "storage/rows.hpp"

namespace {

using namespace sipro;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kLimit = 100;
constexpr int kRepeats = 5;

storage::Rows open_rows(const std::filesystem::path& path) {
  return storage::Rows::open(storage::Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC))).value();
}

std::filesystem::path cleaned_sample(const std::filesystem::path& folder, std::uint64_t rows) {
  pipeline::SampleRequest sample;
  sample.rows = rows;
  sample.layout = pipeline::SampleLayout::single;
  sample.flows = {trade::Flow::ekspor};
  sample.out = folder / "sample";
  sample.threads = 2;
  const auto summary = pipeline::make_sample(sample).value();
  pipeline::PreprocessRequest request;
  for (const auto& file : summary.files) request.files.push_back({sample.out / file.path, file.path, file.year});
  request.time = moment_now();
  request.out = folder / "clean";
  request.threads = 2;
  request.for_pages = true;
  if (std::holds_alternative<std::vector<trade::Stop>>(pipeline::preprocess(request).value())) {
    std::fputs("the sample was refused\n", stderr);
    std::exit(1);
  }
  return request.out / storage::kRowsFile;
}

struct Times {
  std::string_view what;
  std::vector<double> milliseconds{};

  double at(double share) {
    std::sort(milliseconds.begin(), milliseconds.end());
    return milliseconds[static_cast<std::size_t>(share * static_cast<double>(milliseconds.size() - 1))];
  }
  void print() {
    std::printf("  %-16s %6zu pages   p50 %7.2f ms   p95 %7.2f ms   most %7.2f ms\n", std::string(what).c_str(),
                milliseconds.size(), at(0.5), at(0.95), at(1));
  }
};

void measure(const std::filesystem::path& path, const storage::RowsQuery& base, Times& times, Times& all) {
  const std::uint64_t found = open_rows(path).page(base).value().found;
  for (const std::uint64_t offset : {std::uint64_t{0}, found / 2, found > kLimit ? found - kLimit : 0}) {
    storage::RowsQuery query = base;
    query.offset = offset;
    for (int repeat = 0; repeat < kRepeats; ++repeat) {
      const auto start = Clock::now();
      storage::Rows rows = open_rows(path);
      const auto page = rows.page(query).value();
      const double took = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
      times.milliseconds.push_back(took);
      all.milliseconds.push_back(took);
    }
  }
}

void run(const std::filesystem::path& folder, std::uint64_t count) {
  const auto path = cleaned_sample(folder, count);
  const storage::Rows rows = open_rows(path);
  std::printf("%llu rows, rows.bin %.1f MB\n", static_cast<unsigned long long>(rows.rows()),
              static_cast<double>(std::filesystem::file_size(path)) / 1e6);
  Times plain{"plain"};
  Times sorted{"sorted"};
  Times searched{"searched"};
  Times both{"searched, sorted"};
  Times all{"all"};
  // A name, what every row has, a number's digits, a part of a number, what nothing has.
  const std::string searches[] = {"singapura", "a", "2025", "1.234", "7,5", "tidak ada"};
  measure(path, {0, kLimit, "", "", false}, plain, all);
  for (const bool descending : {false, true}) {
    for (const auto& variable : rows.variables()) {
      measure(path, {0, kLimit, "", variable.name, descending}, sorted, all);
    }
    for (const char* sort : {"NILAI", "KOMODITI"}) {
      for (const auto& search : searches) measure(path, {0, kLimit, search, sort, descending}, both, all);
    }
  }
  for (const auto& search : searches) measure(path, {0, kLimit, search, "", false}, searched, all);
  for (Times* times : {&plain, &sorted, &searched, &both, &all}) times->print();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("rows_pages FOLDER ROWS...\n", stderr);
    return 2;
  }
  for (int i = 2; i < argc; ++i) {
    const std::string_view text = argv[i];
    std::uint64_t count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    const auto folder = std::filesystem::path(argv[1]) / text;
    std::filesystem::remove_all(folder);
    run(folder, count);
    std::filesystem::remove_all(folder);
  }
  return 0;
}
