#include "support/redis_server.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "redis/client.hpp"

namespace sipro::test {

RedisServer::RedisServer(std::vector<std::string> options) : options_(std::move(options)) {
  std::filesystem::create_directory(folder_.path() / "data");
  start();
}

RedisServer::~RedisServer() { kill(); }

redis::Address RedisServer::address() const {
  redis::Address address;
  address.socket = (folder_.path() / "redis.sock").string();
  return address;
}

void RedisServer::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void RedisServer::start() {
  // SIGKILL survives in the page cache, so no fsync is needed here.
  std::vector<std::string> words{"redis-server",
                                 "--port",
                                 "0",
                                 "--unixsocket",
                                 address().socket,
                                 "--dir",
                                 (folder_.path() / "data").string(),
                                 "--appendonly",
                                 "yes",
                                 "--appendfsync",
                                 "no",
                                 "--save",
                                 "",
                                 "--maxmemory-policy",
                                 "noeviction",
                                 "--auto-aof-rewrite-percentage",
                                 "0"};
  words.insert(words.end(), options_.begin(), options_.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const std::string log = (folder_.path() / "log").string();

  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ::dup2(out, 1);
    ::dup2(out, 2);
    ::execvp(argv[0], argv.data());
    ::_exit(127);
  }
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!answers()) {
    if (::waitpid(pid_, nullptr, WNOHANG) != 0 || std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("redis-server did not start; its log: " + log);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

bool RedisServer::answers() const {
  redis::Client client(address());
  const auto reply = client.run({"PING"});
  return reply && reply->error() == nullptr;  // an error: it is still loading
}

void RedisServer::take_snapshot() const {
  std::filesystem::remove_all(folder_.path() / "snapshot");
  std::filesystem::copy(folder_.path() / "data", folder_.path() / "snapshot", std::filesystem::copy_options::recursive);
}

void RedisServer::put_back_snapshot() const {
  std::filesystem::remove_all(folder_.path() / "data");
  std::filesystem::copy(folder_.path() / "snapshot", folder_.path() / "data", std::filesystem::copy_options::recursive);
}

}  // namespace sipro::test
