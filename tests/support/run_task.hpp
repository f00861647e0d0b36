// A loop of the test's own that runs until its tasks have ended.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>

#include "asio/task_group.hpp"

namespace sipro::test {

class TaskLoop {
 public:
  boost::asio::io_context& context() { return context_; }
  asio::TaskGroup& tasks() { return tasks_; }

  /// Runs until all tasks have ended; false where they haven't after 10 s.
  bool run() {
    context_.restart();
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (tasks_.size() > 0) {
      if (context_.run_one_until(until) == 0) return false;
    }
    return true;
  }

 private:
  boost::asio::io_context context_{1};
  asio::TaskGroup tasks_{context_.get_executor(), "test"};
};

}  // namespace sipro::test
