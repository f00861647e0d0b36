#include "queue/retry_policy.hpp"

#include <algorithm>

namespace sipro::queue {

FailClass fail_class(Errc code) {
  switch (code) {
    // What was asked for can't be done, today or tomorrow: the officer changes the file or the request.
    case Errc::wrong_usage:
    case Errc::file_not_found:
    case Errc::file_empty:
    case Errc::file_not_statistics:
    case Errc::file_encrypted:
    case Errc::file_truncated:
    case Errc::file_damaged:
    case Errc::file_too_large:
    case Errc::file_unsupported:
    case Errc::data_stop:
    case Errc::input_missing: return FailClass::file;
    // Something around us failed; it comes back, or the operator brings it back.
    case Errc::write_failed:
    case Errc::storage_full:
    case Errc::storage_unavailable:
    case Errc::not_found:
    case Errc::already_exists:
    case Errc::config_invalid:
    case Errc::fact_damaged:
    case Errc::redis_unavailable:
    case Errc::redis_full:
    case Errc::redis_refused:
    case Errc::recovering:
    case Errc::library_conflict: return FailClass::resource;
    // The job may be poison: only so many attempts, and the evidence is kept.
    case Errc::internal:
    case Errc::child_crashed:
    case Errc::child_stalled:
    case Errc::child_overtime:
    case Errc::child_out_of_memory:
    case Errc::idempotency_mismatch:
    case Errc::wrong_state: return FailClass::crash;
    case Errc::lease_lost:
    case Errc::interrupted: return FailClass::interruption;
    case Errc::cancelled: return FailClass::cancel;
  }
  return FailClass::crash;
}

std::chrono::milliseconds backoff(unsigned retry, std::uint64_t random) {
  constexpr std::uint64_t kFirst = 1'000;
  constexpr std::uint64_t kLongest = 300'000;
  constexpr unsigned kDoublings = 9;  // 512 s, which is over the longest
  const std::uint64_t limit = std::min(kLongest, kFirst << std::min(retry, kDoublings));
  return std::chrono::milliseconds(random % (limit + 1));
}

}  // namespace sipro::queue
