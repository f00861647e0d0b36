#include "redis/greeting.hpp"

#include <string_view>

namespace sipro::redis {

std::vector<Command> greeting_commands(const Address& address) {
  std::vector<Command> commands;
  if (!address.password.empty() && !address.user.empty()) {
    commands.push_back({"AUTH", address.user, address.password});
  } else if (!address.password.empty()) {
    commands.push_back({"AUTH", address.password});
  }
  commands.push_back({"INFO", "server"});
  return commands;
}

Result<std::string> run_id_of_greeting(const std::vector<Reply>& replies) {
  static constexpr std::string_view kName = "run_id:";
  for (const Reply& reply : replies) {
    if (const auto* error = reply.error()) return Error{Errc::redis_unavailable, "Redis: " + error->message};
  }
  const std::string* info = replies.empty() ? nullptr : replies.back().text();
  const std::size_t at = info == nullptr ? std::string::npos : info->find(kName);
  if (at == std::string::npos) return Error{Errc::redis_unavailable, "Redis: INFO server tells no run_id"};
  const std::size_t begin = at + kName.size();
  return info->substr(begin, info->find_first_of("\r\n", begin) - begin);
}

}  // namespace sipro::redis
