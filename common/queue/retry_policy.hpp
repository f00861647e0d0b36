// What follows a failure: each Errc belongs to one class, and a class to one treatment (common/queue/README.md).
#pragma once

#include <chrono>
#include <cstdint>

#include "base/error.hpp"
#include "queue/job.hpp"

namespace sipro::queue {

inline constexpr unsigned kMaxStrikes = 3;
/// At the mean wait a day and some minutes: what fails at night is mended in the morning, and nobody sends a job again.
inline constexpr unsigned kMaxRetries = 590;

/// The class of an attempt that ended with this error.
FailClass fail_class(Errc code);

/// How long to wait before retry number `retry` (from 1): full jitter, uniform in [0, min(5 min, 1 s x 2^retry)].
/// `random` is uniform over all 64-bit values.
std::chrono::milliseconds backoff(unsigned retry, std::uint64_t random);

}  // namespace sipro::queue
