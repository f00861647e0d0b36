// Reading SPSS .sav, .zsav and .por and Stata .dta, through ReadStat. A file is untrusted: its structure is checked
// before it is parsed, and what can't be read whole is an error, never fewer rows. Any thread, one object a thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/progress.hpp"
#include "trade/source_file.hpp"

namespace sipro::formats {

/// What a file may expand to. The defaults hold ten times the country's month.
struct ReadLimits {
  std::uint64_t rows = 50'000'000;
  std::uint64_t decoded_bytes = std::uint64_t{32} << 30U;
  /// Decoded bytes for each byte of the file, beyond the first 256 MiB.
  std::uint64_t expansion = 500;
};

struct FileVariable {
  std::string name;   // long name, UTF-8
  std::string label;  // UTF-8
  bool numeric = false;
  std::size_t width = 0;  // bytes of a string variable
};

struct FileInfo {
  std::string format;              // "sav", "zsav", "por", "dta"
  std::string charset;             // "UTF-8", "windows-1252", ...
  std::string label;               // file label, UTF-8, trimmed
  std::vector<std::string> notes;  // document lines, UTF-8
  std::vector<FileVariable> variables;
};

/// How the cells of a variable are wanted.
enum class CellForm {
  numbers,   // plain doubles where the variable is numeric (BERAT, NILAI); coded where it is text
  distinct,  // codes into distinct values
};

struct ColumnRequest {
  std::size_t variable = 0;  // position in FileInfo::variables
  CellForm form = CellForm::distinct;
};

struct FileRows {
  std::uint64_t rows = 0;
  std::vector<trade::SourceColumn> columns;  // in the order of the requests
};

class StatisticsFile {
 public:
  /// Reads the dictionary and checks the structure. Errors: file_not_found, file_empty, file_not_statistics,
  /// file_encrypted, file_truncated, file_damaged, file_too_large, file_unsupported; the context is an Indonesian
  /// sentence for the officer that says what is wrong with the file and what to do, without the file's name.
  static Result<StatisticsFile> open(const std::filesystem::path& path, const ReadLimits& limits = {});

  StatisticsFile(StatisticsFile&&) noexcept;
  StatisticsFile& operator=(StatisticsFile&&) noexcept;
  ~StatisticsFile();

  [[nodiscard]] const FileInfo& info() const;

  /// Reads all rows of the requested variables; the others are skipped. `threads` above 1 splits an uncompressed .sav
  /// into row ranges; other files are read by one thread. `progress` is told the rows. Errors: as open().
  [[nodiscard]] Result<FileRows> read(std::span<const ColumnRequest> columns, unsigned threads,
                                      Progress progress = {}) const;

 private:
  struct Impl;
  explicit StatisticsFile(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sipro::formats
