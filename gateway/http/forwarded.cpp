#include "http/forwarded.hpp"

#include <algorithm>

#include "http/header_text.hpp"

namespace sipro::http {
namespace {

constexpr std::size_t kMostHops = 32;
constexpr std::string_view kFor = "x-forwarded-for";
constexpr std::string_view kProto = "x-forwarded-proto";
constexpr std::string_view kForwarded = "forwarded";

/// The list that all headers of this name make, from its end; no more than the last kMostHops.
std::vector<std::string_view> last_elements(const Headers& headers, std::string_view name) {
  std::vector<std::string_view> out;
  for (std::size_t i = headers.all().size(); i-- > 0;) {
    const auto& [key, value] = headers.all()[i];
    if (key != name) continue;
    std::string_view rest = value;
    while (out.size() < kMostHops) {
      const std::size_t comma = rest.rfind(',');
      out.push_back(trim(rest.substr(comma == std::string_view::npos ? 0 : comma + 1)));
      if (comma == std::string_view::npos) break;
      rest = rest.substr(0, comma);
    }
  }
  return out;
}

/// "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:4711", any of them in quotes.
std::optional<IpAddress> node_address(std::string_view node) {
  if (node.size() >= 2 && node.front() == '"' && node.back() == '"') node = node.substr(1, node.size() - 2);
  if (node.starts_with('[')) {
    const std::size_t end = node.find(']');
    if (end == std::string_view::npos || (end + 1 < node.size() && node[end + 1] != ':')) return std::nullopt;
    return parse_ip_address(node.substr(1, end - 1));
  }
  const std::size_t colon = node.find(':');
  const bool has_port = colon != std::string_view::npos && node.find(':', colon + 1) == std::string_view::npos;
  return parse_ip_address(has_port ? node.substr(0, colon) : node);
}

/// The value of a parameter of one element of Forwarded; empty where it is absent.
std::string_view parameter(std::string_view element, std::string_view name) {
  while (!element.empty()) {
    const std::size_t end = std::min(element.size(), element.find(';'));
    const std::string_view pair = trim(element.substr(0, end));
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && same_without_case(pair.substr(0, equals), name)) {
      return pair.substr(equals + 1);
    }
    element.remove_prefix(std::min(element.size(), end + 1));
  }
  return {};
}

struct Hop {
  std::optional<IpAddress> address;
  bool https = false;
};

/// What the proxies tell, the nearest first.
std::vector<Hop> told_hops(const Headers& headers) {
  std::vector<Hop> hops;
  if (!headers.get(kFor) && !headers.get(kProto)) {
    for (const std::string_view element : last_elements(headers, kForwarded)) {
      hops.push_back(
          {node_address(parameter(element, "for")), same_without_case(parameter(element, "proto"), "https")});
    }
    return hops;
  }
  const auto schemes = last_elements(headers, kProto);
  const bool https = !schemes.empty() && same_without_case(schemes.front(), "https");
  for (const std::string_view node : last_elements(headers, kFor)) hops.push_back({node_address(node), https});
  if (hops.empty()) hops.push_back({std::nullopt, https});
  return hops;
}

bool tells_of_a_client(const Headers& headers) {
  return headers.get(kFor) || headers.get(kProto) || headers.get(kForwarded);
}

}  // namespace

Peer client_of(const Peer& peer, const Headers& headers, const IpNetworks& trusted) {
  const auto address = parse_ip_address(peer.address);
  const bool is_proxy = address && trusted.contains(*address);
  Peer client = peer;
  if (address) client.address = address->text();
  if (!is_proxy) {
    client.loopback = peer.loopback && !tells_of_a_client(headers);
    return client;
  }
  bool local = peer.loopback;
  client.loopback = false;
  for (const Hop& hop : told_hops(headers)) {
    client.https = hop.https;
    if (!hop.address) {
      client.loopback = false;
      break;
    }
    local = local && hop.address->is_loopback();
    client.address = hop.address->text();
    client.loopback = local;
    if (!trusted.contains(*hop.address)) break;
  }
  return client;
}

}  // namespace sipro::http
