// Waiting that ends early when a stop is asked for.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace sipro::jobs {

/// False: a stop was asked for.
inline bool pause_for(const std::stop_token& stop, std::chrono::milliseconds duration) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, duration, [] { return false; });
  return !stop.stop_requested();
}

/// Pauses between repeats of a call that fails: 100 ms, doubling, up to 2 s.
class Backoff {
 public:
  std::chrono::milliseconds next() {
    const auto now = next_;
    next_ = std::min(next_ * 2, std::chrono::milliseconds(2000));
    return now;
  }
  void reset() { next_ = kFirst; }

 private:
  static constexpr std::chrono::milliseconds kFirst{100};
  std::chrono::milliseconds next_ = kFirst;
};

/// Something that is done again and again, first at once.
class Every {
 public:
  explicit Every(std::chrono::milliseconds interval) : interval_(interval) {}
  Every(std::chrono::milliseconds interval, std::chrono::steady_clock::time_point first)
      : interval_(interval), next_(first) {}

  bool is_due(std::chrono::steady_clock::time_point now) {
    if (now < next_) return false;
    next_ = now + interval_;
    return true;
  }

 private:
  std::chrono::milliseconds interval_;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace sipro::jobs
