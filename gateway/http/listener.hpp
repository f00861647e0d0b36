// Accepts connections and gives each a task.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "asio/task_group.hpp"
#include "base/error.hpp"
#include "http/connection.hpp"

namespace sipro::http {

class Listener {
 public:
  /// Who comes while `max_connections` are open is sent away, counted, and told in the log.
  Listener(boost::asio::io_context& loop, Connections& connections, asio::TaskGroup& tasks,
           std::size_t max_connections);
  ~Listener();

  /// Errors: wrong_usage (a bad address, or a port that is taken), told for the operator.
  Result<void> open(const std::string& address, std::uint16_t port);
  /// "127.0.0.1:8080", with the port that was given where 0 was asked for.
  [[nodiscard]] std::string endpoint() const;
  [[nodiscard]] bool is_loopback() const;
  /// Accepts whoever is connected already, and then no more.
  void close();

 private:
  asio::Task<> accept_all();
  void take(boost::asio::ip::tcp::socket socket);
  void refuse();

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sipro::http
