#include "http/listener.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

#include "asio/timing.hpp"
#include "base/log.hpp"

namespace sipro::http {

using boost::asio::ip::tcp;

struct Listener::State {
  boost::asio::io_context& loop;
  Connections& connections;
  asio::TaskGroup& tasks;
  std::size_t max_connections;
  tcp::acceptor acceptor;
  tcp::endpoint endpoint;
  std::chrono::steady_clock::time_point refusals_told{};
};

Listener::Listener(boost::asio::io_context& loop, Connections& connections, asio::TaskGroup& tasks,
                   std::size_t max_connections)
    : state_(std::make_unique<State>(State{loop, connections, tasks, max_connections, tcp::acceptor(loop), {}, {}})) {}

Listener::~Listener() = default;

Result<void> Listener::open(const std::string& address, std::uint16_t port) {
  boost::system::error_code error;
  const auto parsed = boost::asio::ip::make_address(address, error);
  if (error) return Error{Errc::wrong_usage, "\"" + address + "\" is no IP address to listen on"};
  const tcp::endpoint wanted(parsed, port);
  tcp::acceptor& acceptor = state_->acceptor;
  acceptor.open(wanted.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(wanted, error);
  if (!error) acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
  if (error) {
    return Error{Errc::wrong_usage, "can't listen on " + address + " port " + std::to_string(port) + ": " +
                                        error.message() +
                                        "; is another server running? --port or SIPRO_PORT changes it"};
  }
  state_->endpoint = acceptor.local_endpoint(error);
  state_->tasks.spawn(accept_all());
  return {};
}

std::string Listener::endpoint() const {
  const auto address = state_->endpoint.address();
  const std::string text = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
  return text + ":" + std::to_string(state_->endpoint.port());
}

bool Listener::is_loopback() const { return state_->endpoint.address().is_loopback(); }

void Listener::close() {
  tcp::acceptor& acceptor = state_->acceptor;
  // Who stands in the kernel's queue was told that it is connected, and would be reset.
  boost::system::error_code error;
  acceptor.non_blocking(true, error);
  while (!error) {
    tcp::socket socket(state_->loop);
    acceptor.accept(socket, error);
    if (!error) take(std::move(socket));
  }
  acceptor.close(error);
}

void Listener::take(tcp::socket socket) {
  State& state = *state_;
  if (state.connections.size() >= state.max_connections) {
    refuse();
    return;
  }
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  state.tasks.spawn(state.connections.serve(std::move(socket)));
}

/// A full house refuses many a second: the log has the first, and then one line in 30 s with the count so far.
void Listener::refuse() {
  static constexpr std::chrono::seconds kTellEvery{30};
  State& state = *state_;
  state.connections.refuse();
  const auto now = std::chrono::steady_clock::now();
  if (state.refusals_told.time_since_epoch().count() != 0 && now - state.refusals_told < kTellEvery) return;
  state.refusals_told = now;
  log::warn("connections_full", {{"address", endpoint()},
                                 {"connections", state.connections.size()},
                                 {"refused", state.connections.traffic().refused}});
}

asio::Task<> Listener::accept_all() {
  static constexpr auto kToken = boost::asio::as_tuple(boost::asio::use_awaitable);
  static constexpr std::chrono::milliseconds kPause{100};
  State& state = *state_;
  while (state.acceptor.is_open()) {
    auto [error, socket] = co_await state.acceptor.async_accept(kToken);
    if (!error) {
      take(std::move(socket));
    } else if (state.acceptor.is_open()) {
      // Out of descriptors, mostly: it passes when connections end.
      log::warn("accept_failed", {{"reason", error.message()}});
      co_await asio::sleep_for(kPause);
    }
  }
}

}  // namespace sipro::http
