// A connection to Redis for the loop: one stream, calls pipelined, replies in order. Connects by itself, and again
// after a failure. A call that gets no answer in time, and any I/O error, closes the connection and fails every waiting
// call, so replies never get out of step. Used on the loop's thread; outlives its calls.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "asio/task.hpp"
#include "base/error.hpp"
#include "base/histogram.hpp"
#include "redis/address.hpp"
#include "redis/reply.hpp"

namespace sipro::redis {

/// What a client has done so far.
struct Figures {
  Histogram took;                 // of calls that were answered
  std::uint64_t failures = 0;     // calls without an answer
  std::uint64_t connections = 0;  // made
};

class AsyncClient {
 public:
  AsyncClient(asio::Executor executor, Address address,
              std::chrono::milliseconds timeout = std::chrono::milliseconds(2000));
  ~AsyncClient();
  AsyncClient(const AsyncClient&) = delete;
  AsyncClient& operator=(const AsyncClient&) = delete;

  /// Sends the commands at once; replies in their order. A ServerError is a reply. Errors: redis_unavailable.
  asio::Task<Result<std::vector<Reply>>> run_all(std::vector<Command> commands);
  asio::Task<Result<Reply>> run(Command command);

  /// run_id of the server of this connection; connects where there is none. Errors: redis_unavailable.
  asio::Task<Result<std::string>> run_id();

  /// When the last reply came.
  [[nodiscard]] std::chrono::steady_clock::time_point last_reply() const;

  [[nodiscard]] const Figures& figures() const;

  /// Fails what waits; a later call connects again.
  void close();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace sipro::redis
