#include "redis/async_client.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <span>

#include "asio/task_group.hpp"
#include "base/log.hpp"
#include "redis/codec.hpp"
#include "redis/greeting.hpp"

namespace sipro::redis {
namespace {

namespace net = boost::asio;
using Stream = net::generic::stream_protocol::socket;
using Clock = std::chrono::steady_clock;

constexpr auto kToken = net::as_tuple(net::use_awaitable);
/// A server that refuses connections is not asked more often than this.
constexpr std::chrono::milliseconds kConnectPause{100};

/// Commands sent together, and their replies so far. The timer is the call's deadline, and is cancelled when it is
/// done.
struct Call {
  explicit Call(const asio::Executor& executor) : timer(executor) {}
  std::size_t wanted = 0;
  std::vector<Reply> replies;
  bool done = false;
  bool failed = false;
  net::steady_timer timer;

  void finish(bool in_failure) {
    done = true;
    failed = in_failure;
    timer.cancel();
  }
};

Error unavailable(std::string reason) { return {Errc::redis_unavailable, "Redis: " + std::move(reason)}; }

/// One connection. Its handlers keep it; after close() it is of no use.
struct Link : std::enable_shared_from_this<Link> {
  Link(const asio::Executor& executor, std::shared_ptr<Clock::time_point> replied)
      : socket(executor), last_reply(std::move(replied)) {}

  Stream socket;
  ReplyReader reader;
  std::string run_id;
  std::string unsent;  // grows while `sending` is on its way
  std::string sending;
  std::deque<std::shared_ptr<Call>> calls;
  std::array<char, 64 * 1024> incoming{};
  std::shared_ptr<Clock::time_point> last_reply;  // of the client
  bool open = true;

  void send(std::span<const Command> commands, std::shared_ptr<Call> call) {
    for (const Command& command : commands) append_command(command, unsent);
    calls.push_back(std::move(call));
    flush();
  }

  void flush() {
    if (!open || !sending.empty() || unsent.empty()) return;
    sending.swap(unsent);
    net::async_write(socket, net::buffer(sending),
                     [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                       self->sending.clear();
                       if (error) return self->close();
                       self->flush();
                     });
  }

  void receive() {
    if (!open) return;
    socket.async_read_some(net::buffer(incoming),
                           [self = shared_from_this()](boost::system::error_code error, std::size_t got) {
                             if (error || !self->take(got)) return self->close();
                             self->receive();
                           });
  }

  /// False: the bytes are no replies to our calls.
  bool take(std::size_t got) {
    reader.feed({incoming.data(), got});
    for (;;) {
      auto reply = reader.next();
      if (!reply) return false;
      if (!*reply) return true;
      if (calls.empty()) return false;
      *last_reply = Clock::now();
      Call& call = *calls.front();
      call.replies.push_back(std::move(**reply));
      if (call.replies.size() < call.wanted) continue;
      call.finish(false);
      calls.pop_front();
    }
  }

  void close() {
    if (!open) return;
    open = false;
    boost::system::error_code ignored;
    socket.close(ignored);
    for (const auto& call : std::exchange(calls, {})) call->finish(true);
  }
};

/// Waits until the call is done. False: its deadline passed first.
asio::Task<bool> wait_for(std::shared_ptr<Call> call, std::chrono::milliseconds timeout) {
  call->timer.expires_after(timeout);
  if (!call->done) co_await call->timer.async_wait(kToken);
  co_return call->done;
}

/// Connects within the timeout; a closed socket otherwise.
asio::Task<std::string> connect(Stream* socket, const Address* address, std::chrono::milliseconds timeout) {
  net::steady_timer timer(socket->get_executor(), timeout);
  timer.async_wait([socket](boost::system::error_code error) {
    boost::system::error_code ignored;
    if (!error) socket->close(ignored);
  });
  boost::system::error_code failure;
  if (!address->socket.empty()) {
    const net::generic::stream_protocol::endpoint endpoint = net::local::stream_protocol::endpoint(address->socket);
    auto [error] = co_await socket->async_connect(endpoint, kToken);
    failure = error;
  } else {
    net::ip::tcp::resolver resolver(socket->get_executor());
    auto [unresolved, found] = co_await resolver.async_resolve(address->host, std::to_string(address->port), kToken);
    failure = unresolved;
    for (const auto& entry : found) {
      boost::system::error_code ignored;
      socket->close(ignored);
      const net::generic::stream_protocol::endpoint endpoint = entry.endpoint();
      auto [error] = co_await socket->async_connect(endpoint, kToken);
      failure = error;
      if (!error) break;
    }
  }
  timer.cancel();
  co_return failure ? failure.message() : std::string();
}

}  // namespace

struct AsyncClient::State : std::enable_shared_from_this<State> {
  State(asio::Executor where, Address server, std::chrono::milliseconds limit)
      : executor(std::move(where)), address(std::move(server)), timeout(limit), tasks(executor, "redis") {}

  asio::Executor executor;
  Address address;
  std::chrono::milliseconds timeout;
  asio::TaskGroup tasks;
  std::shared_ptr<Clock::time_point> last_reply = std::make_shared<Clock::time_point>();
  std::shared_ptr<Link> current;
  bool connecting = false;
  Clock::time_point last_attempt;
  bool told_away = false;
  std::vector<std::shared_ptr<Call>> waiting;  // for the connection
  Figures figures;

  [[nodiscard]] bool connected() const { return current && current->open; }
  static asio::Task<> connect_once(std::shared_ptr<State> self);
  static asio::Task<std::string> greet(std::shared_ptr<State> self, std::shared_ptr<Link> fresh);
  static asio::Task<Result<std::shared_ptr<Link>>> link(std::shared_ptr<State> self);
};

/// Empty, or why there is no use in this connection.
asio::Task<std::string> AsyncClient::State::greet(std::shared_ptr<State> self, std::shared_ptr<Link> fresh) {
  fresh->receive();
  const auto call = std::make_shared<Call>(self->executor);
  const std::vector<Command> greeting = greeting_commands(self->address);
  call->wanted = greeting.size();
  fresh->send(greeting, call);
  const bool answered = co_await wait_for(call, self->timeout);
  if (!answered || call->failed) co_return "no answer to the greeting";
  auto run_id = run_id_of_greeting(call->replies);
  if (!run_id) co_return run_id.error().context;
  fresh->run_id = std::move(*run_id);
  co_return std::string();
}

/// A task of its own, so that no caller's end leaves the others without a connection.
asio::Task<> AsyncClient::State::connect_once(std::shared_ptr<State> self) {
  const auto fresh = std::make_shared<Link>(self->executor, self->last_reply);
  std::string failure = co_await connect(&fresh->socket, &self->address, self->timeout);
  if (failure.empty()) failure = co_await greet(self, fresh);
  self->connecting = false;
  if (failure.empty()) {
    self->current = fresh;
    ++self->figures.connections;
    log::info("redis_connected", {{"run_id", fresh->run_id}});
  } else {
    fresh->close();
    if (!self->told_away) log::error("redis_away", {{"reason", failure}});
  }
  self->told_away = !failure.empty();
  for (const auto& turn : std::exchange(self->waiting, {})) turn->finish(!failure.empty());
}

asio::Task<Result<std::shared_ptr<Link>>> AsyncClient::State::link(std::shared_ptr<State> self) {
  if (self->connected()) co_return self->current;
  if (!self->connecting) {
    if (Clock::now() - self->last_attempt < kConnectPause) co_return unavailable("no connection");
    self->connecting = true;
    self->last_attempt = Clock::now();
    self->tasks.spawn(connect_once(self));
  }
  const auto turn = std::make_shared<Call>(self->executor);
  self->waiting.push_back(turn);
  (void)co_await wait_for(turn, 2 * self->timeout);
  if (self->connected()) co_return self->current;
  co_return unavailable("no connection");
}

AsyncClient::AsyncClient(asio::Executor executor, Address address, std::chrono::milliseconds timeout)
    : state_(std::make_shared<State>(std::move(executor), std::move(address), timeout)) {}

AsyncClient::~AsyncClient() { close(); }

void AsyncClient::close() {
  state_->tasks.cancel();
  if (state_->current) state_->current->close();
  state_->current.reset();
}

Clock::time_point AsyncClient::last_reply() const { return *state_->last_reply; }

const Figures& AsyncClient::figures() const { return state_->figures; }

asio::Task<Result<std::vector<Reply>>> AsyncClient::run_all(std::vector<Command> commands) {
  const auto state = state_;
  const Clock::time_point begun = Clock::now();
  const auto connection = co_await State::link(state);
  if (!connection) {
    ++state->figures.failures;
    co_return connection.error();
  }
  const auto call = std::make_shared<Call>(state->executor);
  call->wanted = commands.size();
  (*connection)->send(commands, call);
  const bool answered = co_await wait_for(call, state->timeout);
  if (!answered || call->failed) ++state->figures.failures;
  if (!answered) {
    // Replies that may still come would be taken for those of later calls.
    log::warn("redis_slow", {{"command", commands.front().front()}});
    (*connection)->close();
    co_return unavailable("no answer in time");
  }
  if (call->failed) co_return unavailable("the connection broke");
  state->figures.took.add(Clock::now() - begun);
  co_return std::move(call->replies);
}

asio::Task<Result<Reply>> AsyncClient::run(Command command) {
  std::vector<Command> commands;
  commands.push_back(std::move(command));
  auto replies = co_await run_all(std::move(commands));
  if (!replies) co_return replies.error();
  co_return std::move(replies->front());
}

asio::Task<Result<std::string>> AsyncClient::run_id() {
  const auto state = state_;
  const auto connection = co_await State::link(state);
  if (!connection) co_return connection.error();
  co_return (*connection)->run_id;
}

}  // namespace sipro::redis
