// The dictionary of a .sav or .zsav file and where its data lie, parsed strictly by ourselves: ReadStat 1.1.8 accepts
// damage in silence and corrupts its heap on some dictionaries, so it is only ever shown one that we wrote
// (sav_stream.hpp). Text is raw bytes in the file's charset.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "formats/file_bytes.hpp"
#include "formats/statistics_file.hpp"

namespace sipro::formats {

/// A very long string lies in segments of 255 bytes (32 elements of 8 bytes, the last byte unused); the widths of the
/// segments are counted as if each but the last held 252.
inline constexpr std::size_t kSegmentBytes = 255;
inline constexpr std::size_t kSegmentEffectiveBytes = 252;
inline constexpr std::size_t kSegmentElements = 32;
inline constexpr std::size_t kLongestString = 32767;

enum class SavEncoding { plain, rows, zlib };

/// One entry per distinct value that has a label. `value`: eight bytes in the file's order for a number, else text.
struct SavValueLabel {
  std::string value;
  std::string label;
};

struct SavVariable {
  std::string name;  // long name where there is one
  std::string short_name;
  std::string label;
  std::size_t width = 0;          // bytes of a string, 0: numeric
  std::size_t first_element = 0;  // in units of 8 bytes from the start of a case
  std::size_t elements = 0;
  std::vector<double> missing;  // of a numeric variable; with missing_range the first two are a range
  bool missing_range = false;
  std::vector<std::string> missing_text;
  std::vector<std::uint32_t> label_sets;  // into SavDictionary::label_sets, the later overrides

  [[nodiscard]] bool numeric() const { return width == 0; }
};

/// A block of a .zsav: a zlib stream of its own.
struct SavBlock {
  std::uint64_t offset = 0;
  std::uint32_t compressed = 0;
  std::uint32_t uncompressed = 0;
};

struct SavDictionary {
  bool big_endian = false;
  SavEncoding encoding = SavEncoding::plain;
  double bias = 100;
  double system_missing = 0;
  std::string file_label;
  std::vector<std::string> documents;
  std::string charset_name;  // subtype 20; empty: absent
  int code_page = 0;         // subtype 3; 0: absent
  std::vector<SavVariable> variables;
  std::vector<std::vector<SavValueLabel>> label_sets;
  std::size_t case_elements = 0;

  std::uint64_t rows = 0;  // known for every file: counted where the header doesn't tell
  std::uint64_t data_start = 0;
  std::uint64_t data_bytes = 0;  // up to the file's end; of .zsav: after inflating
  std::vector<SavBlock> blocks;  // of .zsav

  [[nodiscard]] std::uint64_t case_bytes() const { return std::uint64_t{case_elements} * 8; }
};

/// Precondition: the file starts with $FL2 or $FL3. Errors: file_empty, file_truncated, file_damaged, file_too_large,
/// file_unsupported.
Result<SavDictionary> parse_sav(const FileBytes& file, const ReadLimits& limits);

}  // namespace sipro::formats
