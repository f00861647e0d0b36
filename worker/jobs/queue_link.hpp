// One thread's way to the queue: says once when calls fail and when they work again, and repeats a call that has to be
// answered.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "base/error.hpp"
#include "jobs/failure_log.hpp"
#include "jobs/live_attempt.hpp"
#include "jobs/pause.hpp"
#include "queue/queue.hpp"

namespace sipro::jobs {

/// A connection of one thread.
struct Connection {
  std::unique_ptr<queue::Queue> queue;
  /// Returns when the doorbell rings, or after the time. Errors: redis_unavailable.
  std::function<Result<void>(std::chrono::milliseconds)> wait_for_work;
};

/// What the threads of a worker share to reach the queue.
struct QueueAccess {
  std::function<Connection()> connect;
  FailureLog failures{"queue"};
};

class QueueLink {
 public:
  explicit QueueLink(QueueAccess& access) : access_(&access), connection_(access.connect()) {}

  /// call(Queue&) once.
  template <class Call>
  auto once(const Call& call) {
    auto answer = call(*connection_.queue);
    if (answer) {
      access_->failures.worked();
    } else {
      access_->failures.failed(answer.error());
    }
    return answer;
  }

  /// Repeats a call of this attempt until it is answered. Errors: lease_lost where the attempt is known to be lost;
  /// the last one, when `give_up` is asked for or Redis has refused the call for longer than `patience`.
  template <class Call>
  auto until_answered(const LiveAttempt& attempt, const std::stop_token& give_up, std::chrono::milliseconds patience,
                      const Call& call) {
    Backoff backoff;
    const auto begin = std::chrono::steady_clock::now();
    for (;;) {
      auto answer = once(call);
      if (answer) return answer;
      if (attempt.stop() == Stop::lost) return decltype(answer)(Error{Errc::lease_lost, "told by a beat"});
      const bool refused = answer.error().code == Errc::redis_refused;
      if (refused && std::chrono::steady_clock::now() > begin + patience) return answer;
      if (!pause_for(give_up, backoff.next())) return answer;
    }
  }

  Result<void> wait_for_work(std::chrono::milliseconds time) const { return connection_.wait_for_work(time); }
  [[nodiscard]] queue::Queue& queue() const { return *connection_.queue; }

 private:
  QueueAccess* access_;
  Connection connection_;
};

}  // namespace sipro::jobs
