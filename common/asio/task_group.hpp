// The owner of coroutines: none runs that nobody waits for. Used on the loop's thread; outlives its tasks.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "asio/task.hpp"

namespace sipro::asio {

class TaskGroup {
 public:
  /// `name` stands in the log where a task ends by an exception.
  TaskGroup(Executor executor, const char* name);
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  void spawn(Task<> task);
  /// Every task's current and next waiting ends by operation_aborted.
  void cancel();
  /// Waits until no task is left; false when the time ran out first.
  Task<bool> join(std::chrono::milliseconds deadline);
  [[nodiscard]] std::size_t size() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace sipro::asio
