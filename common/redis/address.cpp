#include "redis/address.hpp"

#include <charconv>
#include <fstream>

namespace sipro::redis {

namespace {

constexpr std::size_t kMaxSocketPath = 107;

Error wrong(std::string_view text, const std::string& why) {
  return {Errc::wrong_usage, "\"" + std::string(text) + "\" is no address of Redis: " + why +
                                 "; write unix:/path, /path, host or host:port"};
}

}  // namespace

Result<Address> parse_address(std::string_view text) {
  Address address;
  const std::string_view whole = text;
  constexpr std::string_view kUnix = "unix:";
  const bool is_unix = text.substr(0, kUnix.size()) == kUnix;
  if (is_unix) text.remove_prefix(kUnix.size());
  if (is_unix || text.substr(0, 1) == "/") {
    if (text.substr(0, 1) != "/") return wrong(whole, "the socket's path must begin with /");
    if (text.size() > kMaxSocketPath) return wrong(whole, "a socket's path has at most 107 bytes");
    address.socket = text;
    return address;
  }
  const auto colon = text.find(':');
  if (colon != text.rfind(':')) return wrong(whole, "more than one colon");
  if (colon != std::string_view::npos) {
    const auto digits = text.substr(colon + 1);
    const auto* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, address.port);
    if (error != std::errc() || stop != end || address.port == 0) return wrong(whole, "the port is 1 to 65535");
  }
  address.host = text.substr(0, colon);
  if (address.host.empty()) return wrong(whole, "the host is missing");
  return address;
}

Result<void> read_password(const std::filesystem::path& file, Address& address) {
  if (file.empty()) return {};
  std::ifstream in(file);
  std::string line;
  if (!std::getline(in, line)) {
    return Error{Errc::wrong_usage, "the password file " + file.string() + " can't be read, or is empty"};
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (line.empty()) return Error{Errc::wrong_usage, "the first line of " + file.string() + " holds no password"};
  address.password = line;
  return {};
}

}  // namespace sipro::redis
