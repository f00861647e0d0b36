// Sessions in Redis, as commands and answers: who sends them is not known here. A session is found by the SHA-256 of
// its token, so that what Redis holds opens nothing. And the slowing down of guesses, by (address, district).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "redis/reply.hpp"

namespace sipro::gateway {

inline constexpr std::string_view kCookie = "__Host-sipro";

struct Session {
  std::string district;
  std::string name;  // the officer's own; may be empty
  bool unlocked = false;
  std::int64_t expires_s = 0;  // since 1970

  bool operator==(const Session&) const = default;
};

/// 256 random bits.
std::string new_token();

redis::Command find_session(std::string_view token);
/// Nothing: no such session, or not any more.
Result<std::optional<Session>> found_session(const redis::Reply& reply);
/// `now_s`: seconds since 1970.
redis::Command keep_session(std::string_view token, const Session& session, std::int64_t now_s);
redis::Command end_session(std::string_view token);
/// Errors: redis_full, redis_refused.
Result<void> done(const redis::Reply& reply);

/// How long this address must still wait before it may try this code again. `tried`: which, "login:2101".
redis::Command login_wait(std::string_view address, std::string_view tried);
std::chrono::seconds told_wait(const redis::Reply& reply);
/// Counts a guess before it is looked at; then, by the count that this answers, the wait for the next one. Its reply is
/// nil where another guess has begun it.
std::vector<redis::Command> count_guess(std::string_view address, std::string_view tried);
std::optional<redis::Command> begin_wait(std::string_view address, std::string_view tried, std::int64_t guesses);
/// Of a guess that nobody looked at.
std::vector<redis::Command> take_back_guess(std::string_view address, std::string_view tried);
/// After a right code.
redis::Command forgive(std::string_view address, std::string_view tried);

}  // namespace sipro::gateway
