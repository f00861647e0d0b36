// What ReadStat reads from: its I/O handlers lead here instead of to a file of its own.
#pragma once

#include <readstat.h>

#include <memory>

namespace sipro::formats {

class ReadStatInput {
 public:
  virtual ~ReadStatInput() = default;
  /// Bytes read, fewer than asked for only at the end; -1: failure.
  virtual ssize_t read(char* to, std::size_t count) = 0;
  /// The new position, -1: not there.
  virtual readstat_off_t seek(readstat_off_t offset, readstat_io_flags_t whence) = 0;
};

using ReadStatParser = std::unique_ptr<readstat_parser_t, void (*)(readstat_parser_t*)>;

/// A parser that reads from `input`, which must outlive it, and converts no text. Null: out of memory.
ReadStatParser make_parser(ReadStatInput& input);

}  // namespace sipro::formats
