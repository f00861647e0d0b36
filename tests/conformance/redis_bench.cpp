#include <algorithm>
#include <map>
#include <stdexcept>

#include "conformance/bench.hpp"
#include "queue/redis_queue.hpp"
#include "support/lossy_queue.hpp"
#include "support/manual_clock.hpp"
#include "support/redis_server.hpp"

namespace sipro::test {

namespace {

constexpr std::string_view kPrefix = "{sipro}:";

/// Sets the clock, at maxmemory too. Keys that expire live by the server's own clock: they are made older by as much.
constexpr const char* kAge = R"(#!lua flags=allow-oom
  redis.call('SET', '{sipro}:clock', ARGV[2])
  if ARGV[1] == '0' then return end
  for _, key in ipairs(redis.call('KEYS', '{sipro}:*')) do
    local left = redis.call('PTTL', key)
    if left >= 0 then
      if left <= tonumber(ARGV[1]) then redis.call('DEL', key) else redis.call('PEXPIRE', key, left - ARGV[1]) end
    end
  end)";

/// One server for all cases of the program.
RedisServer& server() {
  static RedisServer instance;
  return instance;
}

std::vector<std::string> texts_of(const redis::Reply& reply) {
  std::vector<std::string> texts;
  if (const auto* array = reply.array())
    for (const auto& one : *array) texts.push_back(one.text() != nullptr ? *one.text() : "");
  return texts;
}

QueueEvent event_of(const std::vector<std::string>& fields) {
  std::map<std::string, std::string> found;
  for (std::size_t i = 0; i + 1 < fields.size(); i += 2) found[fields[i]] = fields[i + 1];
  const auto number = [&](const char* name) {
    return found[name].empty() ? 0U : static_cast<unsigned>(std::stoul(found[name]));
  };
  QueueEvent event;
  event.id = found["id"];
  event.district = found["district"];
  event.from = queue::parse_state(found["from"]);
  event.to = queue::parse_state(found["to"]).value();
  event.at = queue::Micros(std::stoll(found["at"]));
  event.token = found["token"];
  event.worker = found["worker"];
  event.attempt = number("attempt");
  event.round = number("round");
  event.reason = found["reason"];
  event.by = found["by"];
  event.strikes = number("strikes");
  event.retries = number("retries");
  return event;
}

class RedisBench final : public Bench {
 public:
  RedisBench() : client_(server().address(), std::chrono::seconds(10)) {
    must({"CONFIG", "SET", "maxmemory", "0"});
    must({"FLUSHALL"});
    set_clock();
  }

  std::unique_ptr<queue::Queue> connect(const std::string& epoch) override {
    auto redis_queue =
        std::make_unique<queue::RedisQueue>(server().address(), queue::RedisQueue::EpochSource{}, library_);
    redis_queue->use_epoch(epoch);
    if (const auto loaded = redis_queue->ensure_library(); !loaded) throw std::runtime_error(loaded.error().context);
    // A connection of before a restart fails once; what is looked at here is what comes after that.
    return std::make_unique<LossyQueue>(std::move(redis_queue), line_, [this, seen = restarts_](auto& queue) mutable {
      if (seen == restarts_) return;
      seen = restarts_;
      for (int tries = 0; tries < 3 && !queue.standing(); ++tries) {
      }
    });
  }

  [[nodiscard]] queue::Micros now() const override { return now_; }

  void advance(queue::Micros time) override {
    now_ += time;
    const auto passed = std::chrono::floor<std::chrono::milliseconds>(now_) -
                        std::chrono::floor<std::chrono::milliseconds>(now_ - time);
    must({"EVAL", kAge, "0", std::to_string(passed.count()), std::to_string(now_.count())});
  }

  std::vector<QueueEvent> events() override {
    const auto reply = must({"XRANGE", "{sipro}:events", last_event_.empty() ? "-" : "(" + last_event_, "+"});
    for (const auto& entry : *reply.array()) {
      const auto& parts = *entry.array();
      last_event_ = *parts[0].text();
      events_.push_back(event_of(texts_of(parts[1])));
    }
    return events_;
  }

  void drop_replies(unsigned calls) override { line_->dropped_replies = calls; }
  void set_away(bool away) override { line_->is_away = away; }
  void set_full(bool full) override { must({"CONFIG", "SET", "maxmemory", full ? "1" : "0"}); }

  void restart() override {
    server().kill();
    server().start();
    reconnect();
  }

  void wipe() override {
    must({"FLUSHALL"});
    forget_events();
    set_clock();
  }

  void take_snapshot() override { server().take_snapshot(); }

  void put_back_snapshot() override {
    server().kill();
    server().put_back_snapshot();
    server().start();
    forget_events();
    reconnect();
  }

  bool command(const std::vector<std::string>& words) override {
    must(words);
    return true;
  }

  std::map<std::string, std::set<std::string>> keys() override {
    std::map<std::string, std::set<std::string>> found;
    for (const std::string& key : texts_of(must({"KEYS", "{sipro}:*"}))) {
      const auto members = members_of(key);
      found[key.substr(kPrefix.size())] = {members.begin(), members.end()};
    }
    return found;
  }

 private:
  redis::Reply must(const redis::Command& command) {
    const auto reply = client_.run(command);
    if (!reply) throw std::runtime_error(command[0] + ": " + reply.error().context);
    if (const auto* error = reply->error()) throw std::runtime_error(command[0] + ": " + error->message);
    return *reply;
  }

  std::vector<std::string> members_of(const std::string& key) {
    const std::string type = type_of(key);
    if (type == "zset") return texts_of(must({"ZRANGE", key, "0", "-1"}));
    if (type == "set") return texts_of(must({"SMEMBERS", key}));
    if (type == "list") return texts_of(must({"LRANGE", key, "0", "-1"}));
    if (type == "string") return {*must({"GET", key}).text()};
    return {};
  }

  std::string type_of(const std::string& key) {
    // TYPE answers with a status, as a text.
    const auto reply = must({"TYPE", key});
    return reply.text() != nullptr ? *reply.text() : "";
  }

  void set_clock() { advance(queue::Micros(0)); }

  void reconnect() {
    ++restarts_;
    for (int tries = 0; tries < 3 && !client_.run({"PING"}); ++tries) {
    }
    set_clock();
  }

  void forget_events() {
    events_.clear();
    last_event_.clear();
  }

  redis::Client client_;
  std::string library_ = library_with_manual_clock();
  std::shared_ptr<Line> line_ = std::make_shared<Line>();
  queue::Micros now_{1'750'000'000'000'000};
  unsigned restarts_ = 0;
  std::vector<QueueEvent> events_;
  std::string last_event_;
};

}  // namespace

std::unique_ptr<Bench> make_redis_bench() { return std::make_unique<RedisBench>(); }

}  // namespace sipro::test
