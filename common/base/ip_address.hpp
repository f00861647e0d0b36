// Addresses of the internet as values, IPv4 and IPv6 alike, and sets of networks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace sipro {

struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};  // IPv4 a.b.c.d as ::ffff:a.b.c.d

  [[nodiscard]] bool is_v4() const;
  [[nodiscard]] bool is_loopback() const;
  /// "192.0.2.1" also for ::ffff:192.0.2.1; else as RFC 5952 writes it.
  [[nodiscard]] std::string text() const;

  bool operator==(const IpAddress&) const = default;
};

/// Nothing for anything but a plain address: no port, bracket, zone or blank.
std::optional<IpAddress> parse_ip_address(std::string_view text);

class IpNetworks {
 public:
  /// "10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "::1". Errors: wrong_usage, told for the operator.
  static Result<IpNetworks> parse(const std::vector<std::string>& texts);

  [[nodiscard]] bool contains(const IpAddress& address) const;
  [[nodiscard]] bool empty() const { return networks_.empty(); }

 private:
  struct Network {
    IpAddress address;
    std::size_t bits = 128;  // that must be equal
  };
  std::vector<Network> networks_;
};

}  // namespace sipro
