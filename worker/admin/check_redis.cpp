#include <charconv>
#include <optional>
#include <string>

#include "admin/doctor_checks.hpp"
#include "admin/figures.hpp"
#include "admin/libraries.hpp"
#include "queue/library.hpp"
#include "redis/server_info.hpp"

namespace sipro::admin {
namespace {

constexpr std::uint64_t kLargeAof = 4ULL << 30U;

std::uint64_t number_of(const std::string& text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

class RedisChecks {
 public:
  explicit RedisChecks(redis::Client& client) : client_(&client) {}

  std::vector<Finding> run(bool by_socket) {
    if (!read_info()) return findings_.take();
    version();
    clock();
    durability();
    memory();
    library();
    reach(by_socket);
    return findings_.take();
  }

 private:
  /// The reply, where it is neither refused nor missing.
  std::optional<redis::Reply> ask(const redis::Command& command) {
    auto reply = client_->run(command);
    if (!reply || reply->error() != nullptr) return std::nullopt;
    return std::move(*reply);
  }

  bool read_info() {
    const auto reply = client_->run({"INFO"});
    if (!reply || reply->error() != nullptr) {
      findings_.fail(reply ? reply->error()->message : reply.error().context,
                     "is Redis running, and are --redis, its user and password right? The gateway answers 503 until "
                     "it is back; nothing is lost");
      return false;
    }
    if (const std::string* text = reply->text()) info_ = redis::ServerInfo(*text);
    return true;
  }

  void version() {
    const std::string version = info_.text("redis_version");
    if (number_of(version) >= 7) {
      findings_.ok("Redis " + version + ", up for " +
                   how_long(std::chrono::seconds(info_.number("uptime_in_seconds"))));
    } else {
      findings_.fail("Redis " + version + " is too old", "install Redis 7: the queue needs its functions");
    }
  }

  void clock() {
    const auto reply = ask({"TIME"});
    const auto* parts = reply ? reply->array() : nullptr;
    if (parts == nullptr || parts->size() != 2 || (*parts)[0].text() == nullptr || (*parts)[1].text() == nullptr)
      return;
    const auto there = std::chrono::seconds(number_of(*(*parts)[0].text())) +
                       std::chrono::microseconds(number_of(*(*parts)[1].text()));
    const auto here = std::chrono::system_clock::now().time_since_epoch();
    judge_clock(findings_, "Redis'", std::chrono::duration_cast<std::chrono::microseconds>(there - here));
  }

  /// Nothing where our user may not read it.
  std::optional<std::string> config(const std::string& name) {
    const auto reply = ask({"CONFIG", "GET", name});
    const auto* parts = reply ? reply->array() : nullptr;
    if (parts == nullptr || parts->size() != 2 || (*parts)[1].text() == nullptr) return std::nullopt;
    return *(*parts)[1].text();
  }

  void durability() {
    if (info_.text("aof_enabled") == "1") {
      findings_.ok("appendonly yes; the AOF has " + how_much(info_.number("aof_current_size")));
    } else {
      findings_.fail("appendonly is off: a restart of Redis loses everything, and recovery has to rebuild it",
                     "set appendonly yes in redis.conf and restart Redis");
    }
    const auto sync = config("appendfsync");
    if (!sync) {
      findings_.warn("this user may not read appendfsync", "see that redis.conf says appendfsync always");
    } else if (*sync == "always") {
      findings_.ok("appendfsync always");
    } else {
      findings_.warn("appendfsync " + *sync + ": a power loss cuts the last changes, and recovery has to find them",
                     "set appendfsync always in redis.conf");
    }
    if (info_.text("aof_last_write_status") != "ok" || info_.text("aof_last_bgrewrite_status") != "ok") {
      findings_.fail("Redis could not write its AOF the last time", "is the disk of Redis full? See its log");
    }
    if (info_.number("aof_current_size") > kLargeAof) {
      findings_.warn("the AOF is large", "BGREWRITEAOF makes it small; see auto-aof-rewrite-percentage");
    }
  }

  void memory() {
    const std::string policy = info_.text("maxmemory_policy");
    if (policy == "noeviction") {
      findings_.ok("maxmemory-policy noeviction");
    } else {
      findings_.fail("maxmemory-policy " + policy + ": Redis throws jobs away when it is full",
                     "set maxmemory-policy noeviction in redis.conf");
    }
    const std::uint64_t used = info_.number("used_memory");
    const std::uint64_t most = info_.number("maxmemory");
    if (most == 0) {
      findings_.warn("maxmemory is not set (" + how_much(used) + " are used)",
                     "set maxmemory in redis.conf, so that a full Redis refuses jobs and is not killed by the kernel");
      return;
    }
    const std::uint64_t percent = 100 * used / most;
    const std::string text = how_much(used) + " of " + how_much(most) + " are used (" + std::to_string(percent) + "%)";
    constexpr const char* kMore = "raise maxmemory, or remove old jobs: sipro-admin retention --dry-run";
    if (percent >= 95) {
      findings_.fail(text + ": new jobs are refused", kMore);
    } else if (percent >= 80) {
      findings_.warn(text, kMore);
    } else {
      findings_.ok(text);
    }
  }

  void library() {
    const auto ready = queue::ensure_library(*client_);
    if (!ready) {
      findings_.fail(ready.error().context, ready.error().code == Errc::library_conflict
                                                ? "see docs/operations.md, Upgrade"
                                                : "see the lines about redis");
      return;
    }
    const auto numbers = libraries(*client_);
    if (numbers && !numbers->empty() && numbers->front() < queue::kLibrary) {
      findings_.warn("an older function library is there beside ours", "sipro-admin queue upgrade");
    } else {
      findings_.ok("function library sipro_v" + std::to_string(queue::kLibrary) + " is ours");
    }
  }

  void reach(bool by_socket) {
    const auto reply = ask({"ACL", "WHOAMI"});
    const std::string* user = reply ? reply->text() : nullptr;
    if (user != nullptr && *user == "default") {
      if (by_socket) {
        findings_.ok("Redis' door is a unix socket; who may open its folder may do everything");
      } else {
        findings_.warn("we come by the network as Redis' default user, which may do everything",
                       "make users of the ACL for gateway, worker and admin: docs/operations.md, Redis");
      }
      return;
    }
    const auto outside = client_->run({"GET", "sipro-doctor:outside-our-keys"});
    const bool refused = outside && outside->error() != nullptr;
    const std::string name = user != nullptr ? *user : "our user";
    if (refused) {
      findings_.ok("user " + name + " reaches our keys only");
    } else {
      findings_.warn("user " + name + " reaches keys that are not ours", "limit it to ~{sipro} ~{sipro}:*");
    }
  }

  redis::Client* client_;
  Findings findings_{"redis"};
  redis::ServerInfo info_;
};

}  // namespace

std::vector<Finding> check_redis(redis::Client& client, bool by_socket) { return RedisChecks(client).run(by_socket); }

}  // namespace sipro::admin
