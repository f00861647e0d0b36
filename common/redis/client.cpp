#include "redis/client.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "redis/codec.hpp"
#include "redis/greeting.hpp"

namespace sipro::redis {

namespace {

using Clock = std::chrono::steady_clock;

Error unavailable(const std::string& what) { return {Errc::redis_unavailable, "Redis: " + what}; }
Error failed_call(const char* call) {
  return unavailable(std::string(call) + ": " + std::generic_category().message(errno));
}

/// What poll() reports until the deadline; 0 when it has passed.
short wait_for(int fd, short events, Clock::time_point deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return 0;
    pollfd entry{fd, events, 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(left));
    if (ready > 0) return entry.revents;
    if (ready < 0 && errno != EINTR) return POLLERR;
  }
}

class Socket {
 public:
  explicit Socket(int fd = -1) : fd_(fd) {}
  ~Socket() { close(); }
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    if (this != &other) {
      close();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool open() const { return fd_ >= 0; }

 private:
  int fd_;
};

Result<Socket> connect_to(int family, const sockaddr* address, socklen_t size, Clock::time_point deadline) {
  Socket socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.open()) return failed_call("socket");
  if (::connect(socket.get(), address, size) == 0) return socket;
  if (errno != EINPROGRESS) return failed_call("connect");
  if (wait_for(socket.get(), POLLOUT, deadline) == 0) return unavailable("connect: no answer in time");
  int error = 0;
  socklen_t length = sizeof error;
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &length);
  if (error == 0) return socket;
  errno = error;
  return failed_call("connect");
}

Result<Socket> connect_unix(const std::string& path, Clock::time_point deadline) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return unavailable("the socket's path is too long: " + path);
  std::memcpy(address.sun_path, path.data(), path.size());
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the sockets API
  return connect_to(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address, deadline);
}

Result<Socket> connect_tcp(const Address& address, Clock::time_point deadline) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found);
  if (error != 0) return unavailable(address.host + ": " + ::gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> list(found, &::freeaddrinfo);
  Result<Socket> socket = unavailable(address.host + " has no address");
  for (const addrinfo* entry = list.get(); entry != nullptr && !socket; entry = entry->ai_next) {
    socket = connect_to(entry->ai_family, entry->ai_addr, entry->ai_addrlen, deadline);
  }
  if (socket) {
    const int on = 1;
    ::setsockopt(socket->get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  return socket;
}

}  // namespace

struct Client::Impl {
  Impl(Address where, std::chrono::milliseconds limit) : address(std::move(where)), timeout(limit) {}

  Address address;
  std::chrono::milliseconds timeout;
  Socket socket;
  ReplyReader reader;
  std::string run_id;

  void close() {
    socket.close();
    run_id.clear();
  }

  /// Nothing is outstanding between calls, so whatever can be read then is the end of the connection, or nonsense.
  [[nodiscard]] bool is_stale() const {
    pollfd entry{socket.get(), POLLIN, 0};
    return ::poll(&entry, 1, 0) != 0;
  }

  Result<void> ensure_connected(Clock::time_point deadline) {
    if (socket.open() && is_stale()) close();
    if (socket.open()) return {};
    auto connected = address.socket.empty() ? connect_tcp(address, deadline) : connect_unix(address.socket, deadline);
    if (!connected) return connected.error();
    socket = std::move(*connected);
    reader = ReplyReader();
    auto greeted = greet(deadline);
    if (!greeted) close();
    return greeted;
  }

  Result<void> greet(Clock::time_point deadline) {
    const auto replies = exchange(greeting_commands(address), deadline);
    if (!replies) return replies.error();
    auto told = run_id_of_greeting(*replies);
    if (!told) return told.error();
    run_id = std::move(*told);
    return {};
  }

  /// Sends while it receives: with a long pipeline either side's buffers could fill up otherwise.
  Result<Replies> exchange(std::span<const Command> commands, Clock::time_point deadline) {
    std::string out;
    for (const auto& command : commands) append_command(command, out);
    std::string_view rest = out;
    Replies replies;
    replies.reserve(commands.size());
    while (replies.size() < commands.size()) {
      const short ready =
          wait_for(socket.get(), static_cast<short>(rest.empty() ? POLLIN : POLLIN | POLLOUT), deadline);
      if (ready == 0) return unavailable("no answer in time");
      if ((ready & POLLOUT) != 0 && !rest.empty()) {
        const auto sent = ::send(socket.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) return failed_call("send");
        if (sent > 0) rest.remove_prefix(static_cast<std::size_t>(sent));
      }
      if ((ready & ~POLLOUT) == 0) continue;
      auto received = receive(commands.size(), replies);
      if (!received) return received.error();
    }
    return replies;
  }

  Result<void> receive(std::size_t expected, Replies& replies) {
    char buffer[16 * 1024];
    const auto got = ::recv(socket.get(), buffer, sizeof buffer, 0);
    if (got == 0) return unavailable("the connection was closed");
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return {};
    if (got < 0) return failed_call("recv");
    reader.feed({buffer, static_cast<std::size_t>(got)});
    for (;;) {
      auto reply = reader.next();
      if (!reply) return reply.error();
      if (!*reply) return {};
      if (replies.size() == expected) return unavailable("an answer that nobody asked for");
      replies.push_back(std::move(**reply));
    }
  }

  Result<Replies> run(std::span<const Command> commands, std::chrono::milliseconds wait) {
    const auto deadline = Clock::now() + timeout + wait;
    if (auto connected = ensure_connected(std::min(deadline, Clock::now() + timeout)); !connected) {
      return connected.error();
    }
    auto replies = exchange(commands, deadline);
    if (!replies) close();
    return replies;
  }
};

Client::Client(Address address, std::chrono::milliseconds timeout)
    : impl_(std::make_unique<Impl>(std::move(address), timeout)) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

Result<Reply> Client::run(const Command& command) { return run_blocking(command, std::chrono::milliseconds(0)); }

Result<std::vector<Reply>> Client::run_all(std::span<const Command> commands) {
  return impl_->run(commands, std::chrono::milliseconds(0));
}

Result<Reply> Client::run_blocking(const Command& command, std::chrono::milliseconds wait) {
  auto replies = impl_->run({&command, 1}, wait);
  if (!replies) return replies.error();
  return std::move(replies->front());
}

Result<std::string> Client::run_id() {
  auto connected = impl_->ensure_connected(Clock::now() + impl_->timeout);
  if (!connected) return connected.error();
  return impl_->run_id;
}

}  // namespace sipro::redis
