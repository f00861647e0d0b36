// Expected failures are values: Result<T> holds a T or an Error. Programmer errors assert.
#pragma once

#include <boost/system/result.hpp>
#include <optional>
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

  storage_unavailable,   // the shared storage failed or doesn't answer (EIO, ESTALE, EROFS); may pass
  not_found,             // a file, job or district that should be there isn't
  already_exists,        // what had to be new was there
  config_invalid,        // a configuration file is wrong; context says where and what to do
  fact_damaged,          // a file of ours (job.json, districts.json, ...) is not what we write
  redis_unavailable,     // no connection, or no answer in time; whether the call took effect is not known
  redis_full,            // Redis is at maxmemory: nothing new is taken
  redis_refused,         // Redis answered with another error; a defect of ours or of its configuration
  recovering,            // the queue is being rebuilt; try again
  library_conflict,      // Redis holds another function library under our name; don't start
  lease_lost,            // the attempt may not act any more: another one may
  input_missing,         // an input of a job is gone, or not the file that was accepted
  child_crashed,         // the attempt's process died by itself
  child_stalled,         // it made no progress for too long
  child_overtime,        // it ran longer than allowed
  child_out_of_memory,   // it asked for more memory than allowed
  cancelled,             // by whom: see context
  interrupted,           // the worker is told to stop; the job goes back uncharged
  idempotency_mismatch,  // the same Idempotency-Key with another body
  wrong_state,           // the job's state doesn't allow it
};

/// Identifier as written in logs, e.g. "file_truncated".
std::string_view to_string(Errc code);
/// The other way round; nothing for what is none.
std::optional<Errc> parse_errc(std::string_view text);

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
