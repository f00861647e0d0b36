#include "jobs/failure_log.hpp"

#include "base/log.hpp"

namespace sipro::jobs {

void FailureLog::failed(const Error& error) {
  constexpr std::chrono::seconds kAgain(30);
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (failing_ == error.code && now < said_ + kAgain) return;
  failing_ = error.code;
  said_ = now;
  log::warn(subject_ + "_failing", {{"code", to_string(error.code)}, {"cause", error.context}});
}

void FailureLog::worked() {
  const std::lock_guard lock(mutex_);
  if (!failing_) return;
  failing_.reset();
  log::info(subject_ + "_works");
}

}  // namespace sipro::jobs
