#include "asio/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <list>
#include <vector>

#include "asio/timing.hpp"
#include "base/log.hpp"

namespace sipro::asio {

struct TaskGroup::State {
  Executor executor;
  const char* name;
  std::list<std::shared_ptr<boost::asio::cancellation_signal>> running;
};

namespace {

void report(const char* group, const std::exception_ptr& failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& error) {
    if (error.code() == boost::asio::error::operation_aborted) return;
    log::error("task_failed", {{"group", group}, {"reason", error.code().message()}});
  } catch (const std::exception& error) {
    log::error("task_failed", {{"group", group}, {"reason", error.what()}});
  }
}

}  // namespace

TaskGroup::TaskGroup(Executor executor, const char* name)
    : state_(std::make_shared<State>(State{std::move(executor), name, {}})) {}

TaskGroup::~TaskGroup() = default;

void TaskGroup::spawn(Task<> task) {
  const auto at = state_->running.insert(state_->running.end(), std::make_shared<boost::asio::cancellation_signal>());
  const auto signal = *at;
  // The handler keeps state and signal until the task has ended, wherever the group is by then.
  auto ended = [state = state_, signal, at](const std::exception_ptr& failure) {
    report(state->name, failure);
    state->running.erase(at);
  };
  boost::asio::co_spawn(state_->executor, std::move(task),
                        boost::asio::bind_cancellation_slot(signal->slot(), std::move(ended)));
}

void TaskGroup::cancel() {
  // An emit may end tasks, and so change the list.
  const std::vector<std::shared_ptr<boost::asio::cancellation_signal>> signals(state_->running.begin(),
                                                                               state_->running.end());
  for (const auto& signal : signals) signal->emit(boost::asio::cancellation_type::terminal);
}

Task<bool> TaskGroup::join(std::chrono::milliseconds deadline) {
  static constexpr std::chrono::milliseconds kStep{20};
  const auto state = state_;
  const auto until = std::chrono::steady_clock::now() + deadline;
  while (!state->running.empty()) {
    if (std::chrono::steady_clock::now() >= until) co_return false;
    co_await sleep_for(kStep);
  }
  co_return true;
}

std::size_t TaskGroup::size() const { return state_->running.size(); }

}  // namespace sipro::asio
