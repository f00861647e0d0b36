// A blocking connection to Redis, for workers, admin and tests. Connects by itself, and again after a failure; a call
// whose reply does not come in time fails, and its connection is closed, so replies never get out of step. One thread.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "redis/address.hpp"
#include "redis/reply.hpp"

namespace sipro::redis {

class Client {
 public:
  explicit Client(Address address, std::chrono::milliseconds timeout = std::chrono::seconds(2));
  ~Client();
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;

  /// Sends one command and waits for its reply. A ServerError is a reply, not an error. Errors: redis_unavailable.
  Result<Reply> run(const Command& command);

  /// Pipelined: all commands are sent at once; replies in their order. Errors: redis_unavailable.
  Result<std::vector<Reply>> run_all(std::span<const Command> commands);

  /// As run(), waiting up to `wait` longer than the timeout: for BLPOP.
  Result<Reply> run_blocking(const Command& command, std::chrono::milliseconds wait);

  /// run_id of the server of this connection, read when it was made; connects where there is none.
  /// Errors: redis_unavailable.
  Result<std::string> run_id();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sipro::redis
