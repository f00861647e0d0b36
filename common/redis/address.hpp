// Where Redis is and who we are there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace sipro::redis {

struct Address {
  std::string socket;  // path of a unix socket, at most 107 bytes; empty: TCP
  std::string host = "127.0.0.1";
  std::uint16_t port = 6379;
  std::string user;      // of the ACL; empty: default
  std::string password;  // empty: no AUTH
};

/// "unix:/path", "/path", "host", "host:port". Errors: wrong_usage.
Result<Address> parse_address(std::string_view text);

/// The first line of the file is the password; an empty path changes nothing. Errors: wrong_usage.
Result<void> read_password(const std::filesystem::path& file, Address& address);

}  // namespace sipro::redis
