#include "asio/pool.hpp"

#include <unistd.h>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <memory>

namespace sipro::asio {

Pool::Pool(std::size_t threads, std::size_t waiting, int niceness, int rest) : limit_(threads + waiting) {
  threads_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back(&Pool::serve, this, niceness, rest);
}

Pool::~Pool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  stopped_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::size_t Pool::taken() const {
  const std::lock_guard lock(mutex_);
  return taken_;
}

bool Pool::submit(std::function<void()>& work) {
  {
    const std::lock_guard lock(mutex_);
    if (taken_ >= limit_) return false;
    ++taken_;
    queue_.push_back(std::move(work));
  }
  changed_.notify_one();
  return true;
}

void Pool::serve(int niceness, int rest) {
  // Linux: of the calling thread only. To give way is refused to nobody.
  [[maybe_unused]] const int reached = ::nice(niceness);
  for (;;) {
    std::function<void()> work;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      work = std::move(queue_.front());
      queue_.pop_front();
    }
    const auto begun = std::chrono::steady_clock::now();
    work();
    const auto took = std::chrono::steady_clock::now() - begun;
    std::unique_lock lock(mutex_);
    --taken_;
    if (rest > 0) stopped_.wait_for(lock, rest * took, [this] { return stopping_; });
  }
}

Task<bool> Pool::run(std::function<void()> work) {
  auto start = [this, &work](auto handler) {
    const auto executor = boost::asio::prefer(boost::asio::get_associated_executor(handler),
                                              boost::asio::execution::outstanding_work_t::tracked);
    // std::function wants copies; the handler can't be copied.
    const auto kept = std::make_shared<decltype(handler)>(std::move(handler));
    const auto finish = [executor, kept](bool ran) {
      boost::asio::post(executor, [kept, ran]() mutable { (*kept)(ran); });
    };
    std::function<void()> task = [work = std::move(work), finish]() mutable {
      work();
      finish(true);
    };
    if (!submit(task)) finish(false);
  };
  co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(bool)>(
      start, boost::asio::use_awaitable);
}

}  // namespace sipro::asio
