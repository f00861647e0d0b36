// Expected failures are values: Result<T> holds a T or an Error. Programmer errors assert.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

namespace sipro {

enum class Errc {
  wrong_usage,          // the caller's arguments are wrong; context says which and what to do
  file_not_found,       // no such file, or not readable by us
  file_empty,           // a statistics file without a row
  file_not_statistics,  // neither SPSS (.sav, .zsav, .por) nor Stata (.dta)
  file_encrypted,       // protected by a password
  file_truncated,       // ends before its last row
  file_damaged,         // its structure contradicts itself
  file_too_large,       // expands beyond the limits for rows or bytes
  file_unsupported,     // a valid variant that is not read
  write_failed,         // an output could not be written; context names the file and the cause
  storage_full,         // no space or quota left for an output
  data_stop,            // the data stop the job (domain rules); the stops say why
  internal,             // a defect of ours
};

/// Identifier as written in logs, e.g. "file_truncated".
std::string_view to_string(Errc code);

/// True for the codes that mean "this input file can't be read" (the stop `unreadable_file`).
bool is_unreadable_file(Errc code);

struct Error {
  Errc code;
  std::string context;  // one sentence for people: what was being done, to what, why it failed
};

template <class T = void>
using Result = boost::system::result<T, Error>;

/// Called by Result::value() on an error; start-up code only.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& location);

}  // namespace sipro
