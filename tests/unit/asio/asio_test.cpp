#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "asio/pool.hpp"
#include "asio/timing.hpp"
#include "support/run_task.hpp"

namespace sipro::asio {
namespace {

/// Work that ends when it is told to.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void wait_for(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this, count] { return waiting_ >= count; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

Task<> add_one(Pool* pool, int* value) {
  auto work = [value] { return *value + 1; };
  const auto result = co_await offload(pool, std::move(work));
  *value = result.value_or(-1);
}

TEST(Offload, GivesTheResultBackToTheLoop) {
  test::TaskLoop loop;
  Pool pool(2, 10);
  int value = 41;
  loop.tasks().spawn(add_one(&pool, &value));
  ASSERT_TRUE(loop.run());
  EXPECT_EQ(value, 42);
}

Task<> tell_nice(Pool* pool, int* nice) {
  auto work = [] { return ::getpriority(PRIO_PROCESS, 0); };
  const auto result = co_await offload(pool, std::move(work));
  *nice = result.value_or(-1);
}

TEST(Pool, GivesWayToTheLoop) {
  test::TaskLoop loop;
  Pool pool(1, 1, 3);
  const int own = ::getpriority(PRIO_PROCESS, 0);
  int nice = -1;
  loop.tasks().spawn(tell_nice(&pool, &nice));
  ASSERT_TRUE(loop.run());
  EXPECT_EQ(nice, std::min(19, own + 3));
  EXPECT_EQ(::getpriority(PRIO_PROCESS, 0), own);
}

Task<> sleep_in(Pool* pool, std::chrono::milliseconds time, int* done) {
  auto work = [time] {
    std::this_thread::sleep_for(time);
    return 1;
  };
  const auto result = co_await offload(pool, std::move(work));
  *done += result.value_or(0);
}

TEST(Pool, RestsInProportionToItsWork) {
  constexpr std::chrono::milliseconds kWork{10};
  test::TaskLoop loop;
  Pool pool(1, 10, 0, 3);
  int done = 0;
  for (int i = 0; i < 3; ++i) loop.tasks().spawn(sleep_in(&pool, kWork, &done));
  const auto begun = std::chrono::steady_clock::now();
  ASSERT_TRUE(loop.run());
  EXPECT_EQ(done, 3);
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 3 * kWork + 2 * 3 * kWork);
}

Task<> catch_it(Pool* pool, std::string* caught) {
  auto work = []() -> int { throw std::runtime_error("no"); };
  try {
    (void)co_await offload(pool, std::move(work));
  } catch (const std::runtime_error& error) {
    *caught = error.what();
  }
}

TEST(Offload, ThrowsWhatTheWorkThrew) {
  test::TaskLoop loop;
  Pool pool(1, 1);
  std::string caught;
  loop.tasks().spawn(catch_it(&pool, &caught));
  ASSERT_TRUE(loop.run());
  EXPECT_EQ(caught, "no");
}

Task<> pass_gate(Pool* pool, Gate* gate, int* refused) {
  auto work = [gate] {
    gate->pass();
    return true;
  };
  const auto done = co_await offload(pool, std::move(work));
  if (done) co_return;
  ++*refused;
  gate->open();
}

TEST(Pool, RefusesWhatDoesNotFit) {
  test::TaskLoop loop;
  Pool pool(2, 3);
  Gate gate;
  int refused = 0;
  for (int i = 0; i < 6; ++i) loop.tasks().spawn(pass_gate(&pool, &gate, &refused));
  ASSERT_TRUE(loop.run());
  EXPECT_EQ(refused, 1);
}

TEST(Pool, WorkIsNotLeftBehindByACancel) {
  test::TaskLoop loop;
  Gate gate;
  Pool pool(1, 1);
  int refused = 0;
  loop.tasks().spawn(pass_gate(&pool, &gate, &refused));
  loop.context().poll();
  gate.wait_for(1);
  loop.tasks().cancel();
  loop.context().poll();
  EXPECT_EQ(loop.tasks().size(), 1U);
  gate.open();
  ASSERT_TRUE(loop.run());
  EXPECT_EQ(loop.tasks().size(), 0U);
}

Task<> sleep_long(bool* ended) {
  co_await sleep_for(std::chrono::hours(1));
  *ended = true;
}

TEST(TaskGroup, CancelEndsWhatWaits) {
  test::TaskLoop loop;
  bool ended = false;
  loop.tasks().spawn(sleep_long(&ended));
  loop.context().poll();
  loop.tasks().cancel();
  ASSERT_TRUE(loop.run());
  EXPECT_FALSE(ended);
}

Task<> join_it(TaskGroup* group, bool* joined) { *joined = co_await group->join(std::chrono::milliseconds(0)); }

TEST(TaskGroup, JoinTellsWhatIsLeft) {
  test::TaskLoop loop;
  TaskGroup group(loop.context().get_executor(), "joined");
  bool ended = false;
  bool joined = true;
  group.spawn(sleep_long(&ended));
  loop.tasks().spawn(join_it(&group, &joined));
  ASSERT_TRUE(loop.run());
  EXPECT_FALSE(joined);
  group.cancel();
  loop.context().poll();
  loop.tasks().spawn(join_it(&group, &joined));
  ASSERT_TRUE(loop.run());
  EXPECT_TRUE(joined);
}

}  // namespace
}  // namespace sipro::asio
