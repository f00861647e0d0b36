// Polls at a constant rate, as many officers' pages do: request i is due at i / rate, on the connection that has been
// idle longest. A late answer makes no later request late on paper: each latency counts from when it was due, also
// where it had to wait for a connection (no coordinated omission).
//
// Usage: steady_polls PORT PATH COOKIE RATE SECONDS CONNECTIONS
// Prints a line for each request: when it was due (us since the start), its latency (us), the status; 0: no answer.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

constexpr std::chrono::seconds kPatience{10};  // for what is on its way at the end

struct Plan {
  std::uint16_t port = 0;
  std::string request;
  std::int64_t rate = 1;
  std::int64_t count = 0;
  std::size_t connections = 1;
};

struct Connection {
  int socket = -1;
  bool busy = false;
  Clock::time_point due;
  std::string answer;
};

struct Sample {
  microseconds due;
  microseconds latency;
  int status;
};

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return socket;
  ::close(socket);
  return -1;
}

/// The status of a whole answer; 0: more is to come; -1: no answer of ours.
int status_of(std::string_view answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  int status = -1;
  std::from_chars(answer.data() + 9, answer.data() + 12, status);
  std::size_t length = 0;
  static constexpr std::string_view kLength = "\r\nContent-Length: ";
  const std::size_t told = answer.substr(0, end).find(kLength);
  if (told != std::string_view::npos) {
    std::from_chars(answer.data() + told + kLength.size(), answer.data() + end, length);
  } else if (status != 304 && status != 204) {
    return -1;
  }
  return answer.size() >= end + 4 + length ? status : 0;
}

class Generator {
 public:
  explicit Generator(Plan plan) : plan_(std::move(plan)), connections_(plan_.connections) {
    for (Connection& connection : connections_) {
      connection.socket = connect_to(plan_.port);
      idle_.push_back(&connection);
    }
  }

  std::vector<Sample> run() {
    start_ = Clock::now();
    const Clock::time_point end = due(plan_.count) + kPatience;
    while (samples_.size() < static_cast<std::size_t>(plan_.count) && Clock::now() < end) {
      send_due();
      wait();
    }
    for (Connection& connection : connections_) {
      if (connection.busy) finish(connection, 0);
    }
    while (samples_.size() < static_cast<std::size_t>(plan_.count)) samples_.push_back({{}, kPatience, 0});
    return samples_;
  }

 private:
  [[nodiscard]] Clock::time_point due(std::int64_t number) const {
    return start_ + microseconds(number * 1'000'000 / plan_.rate);
  }

  void send_due() {
    while (sent_ < plan_.count && due(sent_) <= Clock::now() && !idle_.empty()) {
      Connection& connection = *idle_.front();
      idle_.pop_front();
      connection.busy = true;
      connection.due = due(sent_++);
      connection.answer.clear();
      if (connection.socket < 0) connection.socket = connect_to(plan_.port);
      const auto size = static_cast<ssize_t>(plan_.request.size());
      if (::send(connection.socket, plan_.request.data(), plan_.request.size(), 0) != size) finish(connection, 0);
    }
  }

  void wait() {
    polled_.clear();
    polled_connections_.clear();
    for (Connection& connection : connections_) {
      if (!connection.busy) continue;
      polled_.push_back({connection.socket, POLLIN, 0});
      polled_connections_.push_back(&connection);
    }
    const auto left = std::max(std::chrono::nanoseconds(0), std::chrono::nanoseconds(due(sent_) - Clock::now()));
    const bool nothing_to_send = sent_ == plan_.count || idle_.empty();
    const timespec until{0, nothing_to_send ? 100'000'000 : std::min<std::int64_t>(left.count(), 100'000'000)};
    if (::ppoll(polled_.data(), polled_.size(), &until, nullptr) <= 0) return;
    for (std::size_t i = 0; i < polled_.size(); ++i) {
      if (polled_[i].revents != 0) receive(*polled_connections_[i]);
    }
  }

  void receive(Connection& connection) {
    char bytes[16 * 1024];
    const ssize_t got = ::recv(connection.socket, bytes, sizeof bytes, 0);
    if (got > 0) connection.answer.append(bytes, static_cast<std::size_t>(got));
    const int status = got > 0 ? status_of(connection.answer) : -1;
    if (status != 0) finish(connection, std::max(status, 0));
  }

  void finish(Connection& connection, int status) {
    const auto latency = std::chrono::duration_cast<microseconds>(Clock::now() - connection.due);
    samples_.push_back({std::chrono::duration_cast<microseconds>(connection.due - start_), latency, status});
    connection.busy = false;
    if (status == 0) {
      ::close(connection.socket);
      connection.socket = -1;
    }
    idle_.push_back(&connection);
  }

  Plan plan_;
  std::vector<Connection> connections_;
  std::deque<Connection*> idle_;
  std::vector<pollfd> polled_;
  std::vector<Connection*> polled_connections_;
  std::vector<Sample> samples_;
  Clock::time_point start_;
  std::int64_t sent_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  constexpr int kArguments = 7;
  if (argc != kArguments) {
    std::cerr << "usage: steady_polls PORT PATH COOKIE RATE SECONDS CONNECTIONS\n";
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  Plan plan;
  plan.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  plan.request = std::string("GET ") + argv[2] + " HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + argv[3] + "\r\n\r\n";
  plan.rate = std::max(1, std::atoi(argv[4]));
  plan.count = plan.rate * std::atoi(argv[5]);
  plan.connections = static_cast<std::size_t>(std::max(1, std::atoi(argv[6])));
  for (const Sample& sample : Generator(std::move(plan)).run()) {
    std::cout << sample.due.count() << ' ' << sample.latency.count() << ' ' << sample.status << '\n';
  }
  return 0;
}
