// A place to try a queue on: the fake, or a real Redis of the test's own.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "queue/queue.hpp"
#include "support/fake_queue.hpp"
#include "support/queue_event.hpp"

namespace sipro::test {

class Bench {
 public:
  virtual ~Bench() = default;

  /// A handle of another process, let in while the bench's epoch is `epoch`.
  virtual std::unique_ptr<queue::Queue> connect(const std::string& epoch) = 0;
  [[nodiscard]] virtual queue::Micros now() const = 0;
  /// Lets time pass, for keys that expire too.
  virtual void advance(queue::Micros time) = 0;
  virtual std::vector<QueueEvent> events() = 0;

  /// The next calls, of whichever handle, take effect; their replies are lost.
  virtual void drop_replies(unsigned calls) = 0;
  virtual void set_away(bool away) = 0;
  /// At maxmemory, or not.
  virtual void set_full(bool full) = 0;
  /// Ends and starts with all its data and another run_id.
  virtual void restart() = 0;
  virtual void wipe() = 0;
  /// What is there now can be put back later, under another run_id; the bench keeps one.
  virtual void take_snapshot() = 0;
  virtual void put_back_snapshot() = 0;

  /// Runs a raw command of Redis; false where there is none (the fake), and then it does nothing.
  virtual bool command(const std::vector<std::string>& words) = 0;
  /// Members of every sorted set, set and list, names of every key, without the prefix; empty for the fake.
  virtual std::map<std::string, std::set<std::string>> keys() = 0;
  /// All that the fake holds; of Redis none.
  [[nodiscard]] virtual const FakeState* inside() const { return nullptr; }
};

using MakeBench = std::function<std::unique_ptr<Bench>()>;

std::unique_ptr<Bench> make_fake_bench();
/// All of one program share its server: one bench at a time.
std::unique_ptr<Bench> make_redis_bench();

}  // namespace sipro::test
