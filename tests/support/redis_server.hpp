// A Redis of the test's own: on a unix socket in a folder of its own, killed when the owner goes (or the test dies).
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "redis/address.hpp"
#include "support/scratch_folder.hpp"

namespace sipro::test {

class RedisServer {
 public:
  /// Starts it and waits until it answers; throws where it doesn't. `options`: more of its command line.
  explicit RedisServer(std::vector<std::string> options = {});
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;
  ~RedisServer();

  [[nodiscard]] redis::Address address() const;
  /// SIGKILL; what it had answered is in its AOF.
  void kill();
  void start();

  /// Copies what it holds to memory of the folder; one at a time.
  void take_snapshot() const;
  /// Between kill() and start().
  void put_back_snapshot() const;

 private:
  [[nodiscard]] bool answers() const;

  ScratchFolder folder_;
  std::vector<std::string> options_;
  pid_t pid_ = -1;
};

}  // namespace sipro::test
