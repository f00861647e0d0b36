#include "services/session_store.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/json_fields.hpp"
#include "base/random.hpp"
#include "base/sha256.hpp"
#include "queue/calls.hpp"

namespace sipro::gateway {
namespace {

constexpr std::int64_t kFreeTries = 5;
constexpr std::int64_t kLongestWait_s = 300;
constexpr const char* kRemembered_s = "900";

std::string session_key(std::string_view token) { return "{sipro}:session:" + sha256_of(token); }

std::string guess_key(std::string_view what, std::string_view address, std::string_view tried) {
  return "{sipro}:" + std::string(what) + ":" + std::string(address) + ":" + std::string(tried);
}

}  // namespace

std::string new_token() {
  static constexpr std::size_t kBytes = 32;
  return random_hex(kBytes);
}

redis::Command find_session(std::string_view token) { return {"GET", session_key(token)}; }

Result<std::optional<Session>> found_session(const redis::Reply& reply) {
  if (reply.is_nil()) return std::optional<Session>();
  if (const auto* error = reply.error()) return queue::calls::error_of(*error);
  const std::string* text = reply.text();
  if (text == nullptr) return Error{Errc::redis_refused, "a session can't be read"};
  std::string problem;
  const auto value = parse_json(*text, problem);
  JsonFields fields(value, problem);
  Session session;
  session.district = fields.text("district");
  session.name = fields.text("name");
  session.unlocked = fields.flag("unlocked");
  session.expires_s = fields.number<std::int64_t>("expires_s");
  fields.done();
  if (!problem.empty()) return Error{Errc::redis_refused, "a session " + problem};
  return std::optional(std::move(session));
}

redis::Command keep_session(std::string_view token, const Session& session, std::int64_t now_s) {
  boost::json::object value;
  value["district"] = session.district;
  value["name"] = session.name;
  value["unlocked"] = session.unlocked;
  value["expires_s"] = session.expires_s;
  const std::int64_t left_s = std::max<std::int64_t>(1, session.expires_s - now_s);
  return {"SET", session_key(token), boost::json::serialize(value), "EX", std::to_string(left_s)};
}

redis::Command end_session(std::string_view token) { return {"DEL", session_key(token)}; }

Result<void> done(const redis::Reply& reply) {
  const auto* error = reply.error();
  if (error == nullptr) return {};
  return queue::calls::error_of(*error);
}

redis::Command login_wait(std::string_view address, std::string_view tried) {
  return {"TTL", guess_key("login-wait", address, tried)};
}

std::chrono::seconds told_wait(const redis::Reply& reply) {
  const auto* seconds = reply.integer();
  return std::chrono::seconds(seconds == nullptr ? 0 : std::max<std::int64_t>(0, *seconds));
}

std::vector<redis::Command> count_guess(std::string_view address, std::string_view tried) {
  const std::string key = guess_key("login-wrong", address, tried);
  return {{"INCR", key}, {"EXPIRE", key, kRemembered_s}};
}

std::optional<redis::Command> begin_wait(std::string_view address, std::string_view tried, std::int64_t guesses) {
  if (guesses < kFreeTries) return std::nullopt;
  const std::int64_t doublings = std::min<std::int64_t>(guesses - kFreeTries, 10);
  const std::int64_t wait_s = std::min<std::int64_t>(kLongestWait_s, std::int64_t{1} << doublings);
  return redis::Command{"SET", guess_key("login-wait", address, tried), "1", "NX", "EX", std::to_string(wait_s)};
}

std::vector<redis::Command> take_back_guess(std::string_view address, std::string_view tried) {
  return {{"DECR", guess_key("login-wrong", address, tried)}, {"DEL", guess_key("login-wait", address, tried)}};
}

redis::Command forgive(std::string_view address, std::string_view tried) {
  return {"DEL", guess_key("login-wrong", address, tried), guess_key("login-wait", address, tried)};
}

}  // namespace sipro::gateway
