// One TCP connection: reads requests, has them answered, writes the answers. Here and in listener.cpp stand the
// gateway's sockets.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <list>
#include <memory>

#include "asio/pool.hpp"
#include "asio/task.hpp"
#include "http/application.hpp"
#include "http/request_head.hpp"

namespace sipro::http {

struct ConnectionLimits {
  std::uint32_t header_bytes = kHeaderBytes;
  std::chrono::seconds header_time{20};                     // from its first byte, or from the connection's start
  std::chrono::seconds idle_time{75};                       // between two requests
  std::chrono::seconds piece_time{60};                      // for each 256 KiB of a body, in or out
  std::uint64_t drained_bytes = std::uint64_t{256} << 20U;  // of a refused body, so that its sender sees the answer
  std::chrono::seconds drain_time{15};
};

/// What went through them so far.
struct Traffic {
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;  // beyond max_connections: closed unread
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
};

/// The open connections, so that a stopping server can close those that wait for a next request.
class Connections {
 public:
  Connections(Application& application, asio::Pool& files, ConnectionLimits limits);
  ~Connections();
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  asio::Task<> serve(boost::asio::ip::tcp::socket socket);
  /// Counts one that there is no room for.
  void refuse();
  /// From now on each ends after its answer; what waits for a next request ends at once.
  void drain();
  /// Ends also what has not asked anything yet, e.g. a browser's spare connections.
  void close_silent();
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] const Traffic& traffic() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sipro::http
