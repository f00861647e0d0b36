// Builds .sav and .zsav files byte by byte, right ones and damaged ones, independent of ReadStat and of our own writer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sipro::test {

inline constexpr double kSystemMissing = -1.7976931348623157e308;

struct SavVariableSpec {
  std::string name;  // short name
  int width = 0;     // 0: numeric; above 255: a very long string, in segments
  std::string label = {};
  std::vector<double> missing = {};
  bool missing_range = false;
  std::vector<std::string> missing_text = {};
};

struct SavLabelSpec {
  std::vector<std::pair<std::variant<double, std::string>, std::string>> labels;
  std::vector<int> elements;  // 1-based elements of a case
};

struct SavExtensionSpec {
  int subtype = 0;
  int size = 1;
  std::string bytes;
};

struct SavBytes {
  enum class Compression { none, rows, zlib };
  using Cell = std::variant<double, std::string>;

  std::vector<SavVariableSpec> variables;
  std::vector<std::vector<Cell>> rows;
  bool big_endian = false;
  Compression compression = Compression::none;
  std::optional<int> header_rows;  // empty: as many as there are
  double bias = 100;
  std::string date = "20 Jun 25";
  std::string time = "10:46:00";
  std::string label;
  std::vector<std::string> documents;
  std::vector<SavLabelSpec> labels;
  std::optional<std::string> charset = "UTF-8";  // empty: no subtype 20
  int code_page = 65001;                         // 0: no subtype 3
  std::vector<SavExtensionSpec> extensions;      // after those above
  std::size_t block_bytes = 0x3ff000;

  // Damage.
  int float_format = 1;
  bool drop_continuation = false;         // of the last variable
  bool unsegmented = false;               // strings above 255 bytes in one record
  std::optional<std::string> very_long;   // instead of the right subtype 14
  std::optional<int> last_segment_width;  // instead of the right one
  int zlib_bias_error = 0;
  int zlib_offset_error = 0;
  bool corrupt_block = false;

  [[nodiscard]] std::string build() const;

  /// Four bytes in the file's order, for extension records.
  [[nodiscard]] std::string i32(std::int64_t value) const;
  [[nodiscard]] std::string i64(std::int64_t value) const;
  [[nodiscard]] std::string number(double value) const;

 private:
  [[nodiscard]] std::string dictionary() const;
  [[nodiscard]] std::string header() const;
  [[nodiscard]] std::string variable_records(const SavVariableSpec& variable, bool last) const;
  [[nodiscard]] std::string label_records(const SavLabelSpec& set) const;
  [[nodiscard]] std::string extension(int subtype, int size, std::string_view bytes) const;
  [[nodiscard]] std::string elements() const;
  [[nodiscard]] std::string row_compressed() const;
  [[nodiscard]] std::string zlib_blocks(std::string_view plain, std::size_t start) const;
};

/// `text` padded by spaces to `width` bytes.
std::string padded(std::string_view text, std::size_t width);

}  // namespace sipro::test
