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
    case Errc::storage_unavailable: return "storage_unavailable";
    case Errc::not_found: return "not_found";
    case Errc::already_exists: return "already_exists";
    case Errc::config_invalid: return "config_invalid";
    case Errc::fact_damaged: return "fact_damaged";
    case Errc::redis_unavailable: return "redis_unavailable";
    case Errc::redis_full: return "redis_full";
    case Errc::redis_refused: return "redis_refused";
    case Errc::recovering: return "recovering";
    case Errc::library_conflict: return "library_conflict";
    case Errc::lease_lost: return "lease_lost";
    case Errc::input_missing: return "input_missing";
    case Errc::child_crashed: return "child_crashed";
    case Errc::child_stalled: return "child_stalled";
    case Errc::child_overtime: return "child_overtime";
    case Errc::child_out_of_memory: return "child_out_of_memory";
    case Errc::cancelled: return "cancelled";
    case Errc::interrupted: return "interrupted";
    case Errc::idempotency_mismatch: return "idempotency_mismatch";
    case Errc::wrong_state: return "wrong_state";
  }
  return "internal";
}

std::optional<Errc> parse_errc(std::string_view text) {
  for (int number = 0; number <= static_cast<int>(Errc::wrong_state); ++number) {
    const Errc code{number};
    if (to_string(code) == text) return code;
  }
  return std::nullopt;
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
    case Errc::internal:
    case Errc::storage_unavailable:
    case Errc::not_found:
    case Errc::already_exists:
    case Errc::config_invalid:
    case Errc::fact_damaged:
    case Errc::redis_unavailable:
    case Errc::redis_full:
    case Errc::redis_refused:
    case Errc::recovering:
    case Errc::library_conflict:
    case Errc::lease_lost:
    case Errc::input_missing:
    case Errc::child_crashed:
    case Errc::child_stalled:
    case Errc::child_overtime:
    case Errc::child_out_of_memory:
    case Errc::cancelled:
    case Errc::interrupted:
    case Errc::idempotency_mismatch:
    case Errc::wrong_state: return false;
  }
  return false;
}

void throw_exception_from_error(const Error& error, const boost::source_location& /*location*/) {
  throw std::runtime_error(std::string(to_string(error.code)) + ": " + error.context);
}

}  // namespace sipro
