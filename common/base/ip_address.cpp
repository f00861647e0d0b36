#include "base/ip_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace sipro {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::size_t kMappedBits = 96;
constexpr std::size_t kAllBits = 128;

/// Nothing: no whole number up to `most`.
std::optional<std::size_t> parse_bits(std::string_view text, std::size_t most) {
  std::size_t bits = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, bits);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != end || bits > most) return std::nullopt;
  return bits;
}

}  // namespace

bool IpAddress::is_v4() const { return std::equal(kMapped.begin(), kMapped.end(), bytes.begin()); }

bool IpAddress::is_loopback() const {
  if (is_v4()) return bytes[12] == 127;
  return bytes.back() == 1 && std::all_of(bytes.begin(), bytes.end() - 1, [](std::uint8_t byte) { return byte == 0; });
}

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> out{};
  const bool v4 = is_v4();
  const void* from = v4 ? bytes.data() + kMapped.size() : bytes.data();
  return ::inet_ntop(v4 ? AF_INET : AF_INET6, from, out.data(), out.size());
}

std::optional<IpAddress> parse_ip_address(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.size() >= terminated.size() || text.find('\0') != std::string_view::npos) return std::nullopt;
  std::copy(text.begin(), text.end(), terminated.begin());
  IpAddress address;
  if (::inet_pton(AF_INET, terminated.data(), address.bytes.data() + kMapped.size()) == 1) {
    std::copy(kMapped.begin(), kMapped.end(), address.bytes.begin());
    return address;
  }
  if (::inet_pton(AF_INET6, terminated.data(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

Result<IpNetworks> IpNetworks::parse(const std::vector<std::string>& texts) {
  IpNetworks out;
  for (const std::string& text : texts) {
    const std::size_t slash = text.find('/');
    const auto address = parse_ip_address(std::string_view(text).substr(0, slash));
    const bool v4 = text.find(':') == std::string::npos;
    std::optional<std::size_t> bits = v4 ? kAllBits - kMappedBits : kAllBits;
    if (slash != std::string::npos) bits = parse_bits(std::string_view(text).substr(slash + 1), *bits);
    if (!address || !bits) {
      return Error{Errc::wrong_usage, "\"" + text + "\" is no network such as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32"};
    }
    out.networks_.push_back({*address, *bits + (v4 ? kMappedBits : 0)});
  }
  return out;
}

bool IpNetworks::contains(const IpAddress& address) const {
  const auto holds = [&address](const Network& network) {
    const std::size_t whole = network.bits / 8;
    const auto& own = network.address.bytes;
    if (!std::equal(own.begin(), own.begin() + static_cast<std::ptrdiff_t>(whole), address.bytes.begin())) return false;
    const std::size_t rest = network.bits % 8;
    if (rest == 0) return true;
    const unsigned mask = 0xffU << (8 - rest);
    return ((own[whole] ^ address.bytes[whole]) & mask & 0xffU) == 0;
  };
  return std::any_of(networks_.begin(), networks_.end(), holds);
}

}  // namespace sipro
