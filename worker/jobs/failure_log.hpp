// Says once that something fails, again every 30 s while it does, and once that it works again. Any thread.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "base/error.hpp"

namespace sipro::jobs {

class FailureLog {
 public:
  /// Events are named `subject`_failing and `subject`_works.
  explicit FailureLog(std::string subject) : subject_(std::move(subject)) {}

  void failed(const Error& error);
  void worked();

 private:
  const std::string subject_;
  std::mutex mutex_;
  std::optional<Errc> failing_;
  std::chrono::steady_clock::time_point said_;
};

}  // namespace sipro::jobs
