#include "formats/sav_data.hpp"

#include <cmath>
#include <cstring>

#include "formats/read_failure.hpp"
#include "formats/sav_body.hpp"

namespace sipro::formats {
namespace {

constexpr std::uint64_t kZlibHeaderBytes = 24;
constexpr std::uint64_t kZlibEntryBytes = 24;
/// Deflate's best possible ratio is 1032.
constexpr std::uint64_t kZlibBestRatio = 1040;
constexpr std::uint64_t kFreeExpansion = std::uint64_t{256} << 20U;
constexpr unsigned char kOpcodeEnd = 252;
constexpr unsigned char kOpcodeLiteral = 253;

Error body_error(SavBody::Failure failure) {
  switch (failure) {
    case SavBody::Failure::storage: return storage_failed();
    case SavBody::Failure::damaged: return damaged("data termampat tidak dapat dibuka");
    case SavBody::Failure::truncated:
    case SavBody::Failure::none: break;
  }
  return truncated();
}

/// One entry of the block table; `uncompressed` and `compressed` are where the block has to begin.
Result<void> read_block(FileCursor& cursor, std::uint64_t& uncompressed, std::uint64_t& compressed,
                        SavDictionary& dictionary) {
  const auto uncompressed_at = static_cast<std::uint64_t>(cursor.i64());
  const auto compressed_at = static_cast<std::uint64_t>(cursor.i64());
  SavBlock block;
  block.uncompressed = static_cast<std::uint32_t>(cursor.i32());
  block.compressed = static_cast<std::uint32_t>(cursor.i32());
  block.offset = compressed_at;
  if (cursor.exhausted()) return truncated();
  if (uncompressed_at != uncompressed || compressed_at != compressed || block.compressed == 0 ||
      block.uncompressed > kZlibBestRatio * block.compressed) {
    return damaged("daftar blok zlib salah");
  }
  uncompressed += block.uncompressed;
  compressed += block.compressed;
  dictionary.data_bytes += block.uncompressed;
  dictionary.blocks.push_back(block);
  return {};
}

Result<void> read_zlib_table(const FileBytes& file, SavDictionary& dictionary) {
  FileCursor cursor(file);
  cursor.set_big_endian(dictionary.big_endian);
  cursor.seek(dictionary.data_start);
  const auto header_at = static_cast<std::uint64_t>(cursor.i64());
  const auto trailer_at = static_cast<std::uint64_t>(cursor.i64());
  const auto trailer_bytes = static_cast<std::uint64_t>(cursor.i64());
  if (cursor.exhausted()) return truncated();
  if (header_at != dictionary.data_start) return damaged("letak data zlib salah");
  if (trailer_at < header_at + kZlibHeaderBytes || trailer_bytes < kZlibHeaderBytes ||
      trailer_bytes % kZlibEntryBytes != 0) {
    return damaged("letak daftar blok zlib salah");
  }
  if (trailer_at > file.size() || trailer_bytes > file.size() - trailer_at) return truncated();
  cursor.seek(trailer_at);
  const std::int64_t bias = cursor.i64();
  const std::int64_t zero = cursor.i64();
  cursor.skip(4);  // block size, for writers only
  const auto blocks = static_cast<std::uint32_t>(cursor.i32());
  if (cursor.exhausted()) return truncated();
  if (static_cast<double>(bias) != -dictionary.bias || zero != 0) return damaged("penanda data zlib salah");
  if (blocks != trailer_bytes / kZlibEntryBytes - 1) return damaged("jumlah blok zlib salah");
  std::uint64_t uncompressed = header_at;
  std::uint64_t compressed = header_at + kZlibHeaderBytes;
  for (std::uint32_t i = 0; i < blocks; ++i) {
    if (auto read = read_block(cursor, uncompressed, compressed, dictionary); !read) return read;
  }
  if (compressed != trailer_at) return damaged("letak daftar blok zlib salah");
  return {};
}

bool within(const ReadLimits& limits, std::uint64_t rows, std::uint64_t bytes, std::uint64_t file_bytes) {
  const std::uint64_t allowed = kFreeExpansion + limits.expansion * file_bytes;
  return rows <= limits.rows && rows <= INT32_MAX && bytes <= limits.decoded_bytes && bytes <= allowed;
}

/// Counts the elements that row-compressed bytes stand for, eight opcodes and their literals at a time.
class ElementCounter {
 public:
  /// `word`: the next eight bytes. False: the stream's end was marked and its last literal has been seen.
  bool add(const unsigned char* word) {
    if (literals_ > 0) {
      --literals_;
      return literals_ > 0 || !ended_;
    }
    for (int i = 0; i < 8 && !ended_; ++i) {
      if (word[i] == 0) continue;
      if (word[i] == kOpcodeEnd) {
        ended_ = true;
        break;
      }
      ++elements_;
      if (word[i] == kOpcodeLiteral) ++literals_;
    }
    return literals_ > 0 || !ended_;
  }
  [[nodiscard]] std::uint64_t elements() const { return elements_; }
  [[nodiscard]] bool complete() const { return literals_ == 0; }

 private:
  std::uint64_t elements_ = 0;
  unsigned literals_ = 0;
  bool ended_ = false;
};

/// For the rare file whose header doesn't tell the number of rows.
Result<std::uint64_t> count_rows(const FileBytes& file, const ReadLimits& limits, const SavDictionary& dictionary) {
  const auto body = whole_body(file, dictionary);
  std::vector<char> buffer(64 * 1024);
  ElementCounter counter;
  for (bool more = true; more;) {
    const std::size_t got = body->read(buffer.data(), buffer.size());
    if (got < buffer.size() && body->failure() != SavBody::Failure::none) return body_error(body->failure());
    if (got == 0) break;
    for (std::size_t at = 0; more && at + 8 <= got; at += 8) {
      more = counter.add(reinterpret_cast<const unsigned char*>(buffer.data()) + at);
    }
    const std::uint64_t rows = counter.elements() / dictionary.case_elements;
    if (!within(limits, rows, counter.elements() * 8, file.size())) return too_large();
  }
  if (!counter.complete() || counter.elements() % dictionary.case_elements != 0) return truncated();
  return counter.elements() / dictionary.case_elements;
}

Result<void> check_plain(std::int64_t header_rows, SavDictionary& dictionary) {
  const std::uint64_t whole = dictionary.data_bytes / dictionary.case_bytes();
  const std::uint64_t rest = dictionary.data_bytes % dictionary.case_bytes();
  dictionary.rows = header_rows < 0 ? whole : static_cast<std::uint64_t>(header_rows);
  if (dictionary.rows > whole || (header_rows < 0 && rest != 0)) return truncated();
  if (dictionary.rows < whole || rest != 0) return damaged("jumlah baris tidak cocok dengan isi berkas");
  return {};
}

Result<void> check_compressed(const FileBytes& file, std::int64_t header_rows, const ReadLimits& limits,
                              SavDictionary& dictionary) {
  if (dictionary.encoding == SavEncoding::rows) dictionary.data_bytes &= ~std::uint64_t{7};
  if (header_rows > 0) {
    // Each element takes one byte of opcodes at least; the rest shows when the rows are decoded.
    dictionary.rows = static_cast<std::uint64_t>(header_rows);
    return dictionary.rows > dictionary.data_bytes / dictionary.case_elements ? Result<void>(truncated())
                                                                              : Result<void>();
  }
  const auto rows = count_rows(file, limits, dictionary);
  if (!rows) return rows.error();
  if (header_rows == 0 && *rows > 0) return damaged("jumlah baris tidak cocok dengan isi berkas");
  dictionary.rows = *rows;
  return {};
}

}  // namespace

Result<void> check_data(const FileBytes& file, std::int64_t header_rows, const ReadLimits& limits,
                        SavDictionary& dictionary) {
  if (dictionary.encoding == SavEncoding::zlib) {
    if (auto table = read_zlib_table(file, dictionary); !table) return table;
    if (!within(limits, 0, dictionary.data_bytes, file.size())) return too_large();
  } else {
    dictionary.data_bytes = file.size() - dictionary.data_start;
  }
  auto checked = dictionary.encoding == SavEncoding::plain ? check_plain(header_rows, dictionary)
                                                           : check_compressed(file, header_rows, limits, dictionary);
  if (!checked) return checked;
  if (dictionary.rows == 0) return no_rows();
  // No product overflows: rows times elements is at most data_bytes.
  if (!within(limits, dictionary.rows, dictionary.rows * dictionary.case_bytes(), file.size())) return too_large();
  return {};
}

}  // namespace sipro::formats
