// Opens any bytes as rows.bin, with the header's hash made right so that the fuzzer gets past it, and uses all that a
// page may ask for. Whatever they are, the answer is rows or an error.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <string>

#include "base/sha256.hpp"
#include "fuzz/require.hpp"
#include "storage/rows.hpp"

namespace {

using namespace sipro;

constexpr std::size_t kHash = 64;

storage::Descriptor memory_file(const std::string& bytes) {
  storage::Descriptor file(::memfd_create("fuzz", MFD_CLOEXEC));
  require(::write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  return file;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t head = storage::rows_format::head_bytes_of(bytes);
  if (head == 0 || head > bytes.size()) return 0;
  bytes.replace(head - kHash, kHash, sha256_of(std::string_view(bytes).substr(0, head - kHash)));
  auto rows = storage::Rows::open(memory_file(bytes));
  // What a header may claim is bounded by the file's length, but for rows of no columns.
  if (!rows || rows->rows() > bytes.size()) return 0;
  static_cast<void>(rows->verify());
  std::string sort;
  for (const auto& variable : rows->variables()) sort = variable.name;
  for (const char* search : {"", "a", "1,5"}) {
    for (const std::uint64_t offset : {std::uint64_t{0}, rows->rows() / 2}) {
      static_cast<void>(rows->page({offset, 20, search, "", false}));
      const auto page = rows->page({offset, 20, search, sort, offset != 0});
      require(!page || page->rows.size() <= page->found);
    }
  }
  return 0;
}
