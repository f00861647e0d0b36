#include "base/error.hpp"

#include <stdexcept>

namespace sipro {

std::string_view to_string(Errc code) {
  switch (code) {
    case Errc::wrong_usage: return "wrong_usage";
    case Errc::file_not_found: return "file_not_found";
    case Errc::file_empty: return "file_empty";
    case Errc::file_not_statistics: return "file_not_statistics";
    case Errc::file_encrypted: return "file_encrypted";
    case Errc::file_truncated: return "file_truncated";
    case Errc::file_damaged: return "file_damaged";
    case Errc::file_too_large: return "file_too_large";
    case Errc::file_unsupported: return "file_unsupported";
    case Errc::write_failed: return "write_failed";
    case Errc::storage_full: return "storage_full";
    case Errc::data_stop: return "data_stop";
    case Errc::internal: return "internal";
  }
  return "internal";
}

bool is_unreadable_file(Errc code) {
  switch (code) {
    case Errc::file_not_found:
    case Errc::file_empty:
    case Errc::file_not_statistics:
    case Errc::file_encrypted:
    case Errc::file_truncated:
    case Errc::file_damaged:
    case Errc::file_too_large:
    case Errc::file_unsupported: return true;
    case Errc::wrong_usage:
    case Errc::write_failed:
    case Errc::storage_full:
    case Errc::data_stop:
    case Errc::internal: return false;
  }
  return false;
}

void throw_exception_from_error(const Error& error, const boost::source_location& /*location*/) {
  throw std::runtime_error(std::string(to_string(error.code)) + ": " + error.context);
}

}  // namespace sipro
