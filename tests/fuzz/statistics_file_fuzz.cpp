// Opens and reads any bytes as a statistics file. Whatever they are, the answer is rows that agree with each other or
// an error with a sentence for the officer.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "formats/statistics_file.hpp"
#include "fuzz/require.hpp"

namespace {

using namespace sipro;

constexpr formats::ReadLimits kLimits{.rows = 20'000, .decoded_bytes = std::uint64_t{16} << 20U, .expansion = 500};

/// The bytes under a name, without a disk.
class MemoryFile {
 public:
  MemoryFile(const std::uint8_t* bytes, std::size_t size) : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    for (std::size_t done = 0; done < size;) {
      const ssize_t put = ::write(descriptor_, bytes + done, size - done);
      require(put > 0);
      done += static_cast<std::size_t>(put);
    }
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(descriptor_); }

  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

void check(const Error& error) {
  require(is_unreadable_file(error.code));
  require(!error.context.empty() && is_utf8(error.context));
}

void check(const trade::SourceColumn& column, std::uint64_t rows) {
  if (column.plain()) {
    require(column.numbers.size() == rows);
    return;
  }
  require(column.codes.size() == rows);
  for (std::size_t row = 0; row < rows; ++row) require(column.codes[row] < column.values.size());
  for (const trade::SourceValue& value : column.values) require(is_utf8(value.text) && is_utf8(value.label));
}

std::vector<formats::ColumnRequest> requests_for(const formats::FileInfo& info) {
  std::vector<formats::ColumnRequest> requests;
  // Every fifth is left out: skipping is a path of its own.
  for (std::size_t i = 0; i < info.variables.size() && requests.size() < 200; ++i) {
    if (i % 5 != 4) requests.push_back({i, i % 2 == 0 ? formats::CellForm::distinct : formats::CellForm::numbers});
  }
  return requests;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const MemoryFile memory(bytes, size);
  const auto file = formats::StatisticsFile::open(memory.path(), kLimits);
  if (!file) {
    check(file.error());
    return 0;
  }
  for (const formats::FileVariable& variable : file->info().variables)
    require(is_utf8(variable.name) && is_utf8(variable.label));
  const auto rows = file->read(requests_for(file->info()), 1);
  if (!rows) {
    check(rows.error());
    return 0;
  }
  require(rows->rows > 0 && rows->rows <= kLimits.rows);
  for (const trade::SourceColumn& column : rows->columns) check(column, rows->rows);
  return 0;
}
