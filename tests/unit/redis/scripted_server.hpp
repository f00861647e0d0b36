// A server on a unix socket that answers as a test tells it, one connection after another.
#pragma once

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "redis/codec.hpp"
#include "support/scratch_folder.hpp"

namespace sipro::redis {

/// A reply that is a text.
inline std::string bulk(const std::string& text) { return "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n"; }

class ScriptedServer {
 public:
  static constexpr const char* kInfo = "$17\r\nrun_id:abc\r\nx:1\r\n\r\n";
  static constexpr const char* kHangUp = "";

  /// Bytes to send, kHangUp to close the connection, nothing to stay silent.
  using Answer = std::function<std::optional<std::string>(const Command&)>;

  explicit ScriptedServer(Answer answer)
      : answer_(std::move(answer)), path_(folder_.path() / "s"), listener_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener_, 8) != 0) {
      throw std::runtime_error("no socket at " + path_.string());
    }
    thread_ = std::thread([this] { serve(); });
  }
  ~ScriptedServer() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(stop_, &one, sizeof one);
    thread_.join();
    ::close(listener_);
    ::close(stop_);
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] Address address() const {
    Address address;
    address.socket = path_.string();
    return address;
  }
  [[nodiscard]] int connections() const { return connections_; }
  [[nodiscard]] std::vector<Command> commands() const {
    const std::lock_guard lock(mutex_);
    return commands_;
  }

 private:
  /// False: the server is told to stop.
  [[nodiscard]] bool can_read(int fd) const {
    pollfd entries[] = {{fd, POLLIN, 0}, {stop_, POLLIN, 0}};
    return ::poll(entries, 2, 10'000) > 0 && entries[1].revents == 0;
  }

  void serve() {
    while (can_read(listener_)) {
      const int connection = ::accept(listener_, nullptr, nullptr);
      ++connections_;
      talk(connection);
      ::close(connection);
    }
  }

  void talk(int connection) {
    ReplyReader reader;  // commands are written as arrays of strings, as replies are
    char buffer[4096];
    while (can_read(connection)) {
      const auto got = ::recv(connection, buffer, sizeof buffer, 0);
      if (got <= 0) return;
      reader.feed({buffer, static_cast<std::size_t>(got)});
      for (auto next = reader.next(); next && *next; next = reader.next()) {
        const auto answer = answer_(remember(**next));
        if (answer && answer->empty()) return;
        if (answer) ::send(connection, answer->data(), answer->size(), MSG_NOSIGNAL);
      }
    }
  }

  Command remember(const Reply& words) {
    Command command;
    for (const auto& word : *words.array()) command.push_back(*word.text());
    const std::lock_guard lock(mutex_);
    commands_.push_back(command);
    return command;
  }

  Answer answer_;
  test::ScratchFolder folder_;
  std::filesystem::path path_;
  int listener_;
  int stop_ = ::eventfd(0, EFD_CLOEXEC);
  std::atomic<int> connections_{0};
  mutable std::mutex mutex_;
  std::vector<Command> commands_;
  std::thread thread_;
};

}  // namespace sipro::redis
