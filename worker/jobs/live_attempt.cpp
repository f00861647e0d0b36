#include "jobs/live_attempt.hpp"

#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace sipro::jobs {
namespace {

int new_event() {
  const int event = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (event < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  return event;
}

}  // namespace

LiveAttempt::LiveAttempt(queue::Hold hold) : hold_(std::move(hold)), stop_event_(new_event()) { touch(); }

void LiveAttempt::ask_stop(Stop why, bool at_once) {
  {
    const std::lock_guard lock(mutex_);
    if (stop_ == Stop::none || why == Stop::lost) stop_ = why;
    at_once_ = at_once_ || at_once;
  }
  // It fails only where the counter is full, and then the descriptor is readable as it should be.
  ::eventfd_write(stop_event_.get(), 1);
}

Stop LiveAttempt::stop() const {
  const std::lock_guard lock(mutex_);
  return stop_;
}

bool LiveAttempt::at_once() const {
  const std::lock_guard lock(mutex_);
  return at_once_;
}

void LiveAttempt::set_progress(const queue::Progress& progress) {
  const std::lock_guard lock(mutex_);
  sign_ = {progress, std::chrono::steady_clock::now()};
}

void LiveAttempt::touch() {
  const std::lock_guard lock(mutex_);
  sign_.moved = std::chrono::steady_clock::now();
}

Sign LiveAttempt::sign() const {
  const std::lock_guard lock(mutex_);
  return sign_;
}

void LiveAttempts::add(std::shared_ptr<LiveAttempt> attempt) {
  const std::lock_guard lock(mutex_);
  if (stop_ != Stop::none) attempt->ask_stop(stop_, at_once_);
  attempts_.push_back(std::move(attempt));
}

void LiveAttempts::remove(const LiveAttempt& attempt) {
  const std::lock_guard lock(mutex_);
  const auto is_it = [&attempt](const auto& other) { return other.get() == &attempt; };
  attempts_.erase(std::remove_if(attempts_.begin(), attempts_.end(), is_it), attempts_.end());
}

std::vector<std::shared_ptr<LiveAttempt>> LiveAttempts::all() const {
  const std::lock_guard lock(mutex_);
  return attempts_;
}

void LiveAttempts::stop_all(Stop why, bool at_once) {
  const std::lock_guard lock(mutex_);
  stop_ = why;
  at_once_ = at_once_ || at_once;
  for (const auto& attempt : attempts_) attempt->ask_stop(why, at_once);
}

}  // namespace sipro::jobs
