// Threads for what would block the loop: files, hashing of codes. Bounded: what doesn't fit is refused, not piled up.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "asio/task.hpp"

namespace sipro::asio {

class Pool {
 public:
  /// `waiting`: how much work may wait for a thread. `niceness`: how far its threads give way to all others (0 to 19).
  /// `rest`: after a piece of work a thread rests so many times as long as it took.
  Pool(std::size_t threads, std::size_t waiting, int niceness = 0, int rest = 0);
  /// Waits for the work that has been taken.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Runs `work`, which must not throw, on a thread; the caller goes on on its loop. False, and nothing is run, where
  /// too much waits. Can't be cancelled: references that `work` holds into the caller's frame stay good.
  Task<bool> run(std::function<void()> work);

  /// How much work waits or runs.
  [[nodiscard]] std::size_t taken() const;
  /// Whether more would be refused at this moment.
  [[nodiscard]] bool full() const { return taken() >= limit_; }

 private:
  bool submit(std::function<void()>& work);
  void serve(int niceness, int rest);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable stopped_;  // apart, so that a thread that rests takes no call from one that waits
  std::deque<std::function<void()>> queue_;
  std::size_t limit_;
  std::size_t taken_ = 0;  // waits or runs
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

/// The result of `work` on the pool; nothing where too much waits there. What `work` throws is thrown here.
template <class Work>
Task<std::optional<std::invoke_result_t<Work&>>> offload(Pool* pool, Work work) {
  std::optional<std::invoke_result_t<Work&>> result;
  std::exception_ptr failure;
  std::function<void()> task = [&result, &failure, &work] {
    try {
      result.emplace(work());
    } catch (...) {
      failure = std::current_exception();
    }
  };
  (void)co_await pool->run(std::move(task));
  if (failure) std::rethrow_exception(failure);
  co_return result;
}

}  // namespace sipro::asio
