// What is said first on a connection: who we are, and which server this is.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "redis/address.hpp"
#include "redis/reply.hpp"

namespace sipro::redis {

std::vector<Command> greeting_commands(const Address& address);

/// The server's run_id. Errors: redis_unavailable with its refusal.
Result<std::string> run_id_of_greeting(const std::vector<Reply>& replies);

}  // namespace sipro::redis
