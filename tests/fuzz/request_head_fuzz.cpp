// Any bytes as the head of a request, by the parser that connections use, and all that is read from a head before a
// handler sees it. What is let through has one meaning only: its framing, its path, its cookie.
#include <algorithm>
#include <string>

#include "base/text.hpp"
#include "fuzz/require.hpp"
#include "http/filename.hpp"
#include "http/forwarded.hpp"
#include "http/header_checks.hpp"
#include "http/request_head.hpp"
#include "http/route_pattern.hpp"
#include "http/trace.hpp"

namespace {

using namespace sipro;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// Nothing that could begin another line of the log or of an answer.
void check_fields(const http::Request& request) {
  for (const auto& [name, value] : request.headers.all()) {
    require(!name.empty() && std::none_of(name.begin(), name.end(), is_control));
    require(std::none_of(name.begin(), name.end(), is_upper));
    require(std::none_of(value.begin(), value.end(), [](char c) { return is_control(c) && c != '\t'; }));
  }
  require(std::none_of(request.target.begin(), request.target.end(), [](char c) { return is_control(c) || c == ' '; }));
  require(request.version == 10 || request.version == 11);
}

/// Where nothing is wrong with the framing, there is one way to find the body's end.
void check_framing(const http::Request& request) {
  if (http::framing_fault(request)) return;
  const auto length = request.headers.get("content-length");
  require(!(length && request.headers.get("transfer-encoding")));
  require(length.has_value() == request.content_length.has_value());
  if (!length) return;
  require(std::all_of(length->begin(), length->end(), [](char c) { return c >= '0' && c <= '9'; }));
  std::string told(*length);
  told.erase(0, std::min(told.find_first_not_of('0'), told.size() - 1));
  require(told == std::to_string(*request.content_length));
}

void check_target(http::Request& request) {
  if (!http::split_target(request)) return;
  require(!request.path.empty());
  for (const std::string& segment : request.path) {
    require(segment != "." && segment != ".." && is_utf8(segment) && segment.find('\0') == std::string::npos);
  }
  const auto rest = http::match("/{all...}", request.path);
  require(!rest || !rest->front().empty());
  for (const char* name : {"offset", "q", ""}) {
    const auto value = request.query_value(name);
    require(!value || (is_utf8(*value) && value->find('\0') == std::string::npos));
  }
  const std::string attached = http::attachment(request.path.back());
  require(std::none_of(attached.begin(), attached.end(), is_control) && is_ascii(attached));
}

/// Who is not trusted is the client, whatever it says; and nobody becomes local by saying so.
void check_client(const http::Headers& headers) {
  static const IpNetworks kTrusted = *IpNetworks::parse({"127.0.0.1", "10.0.0.0/8", "fd00::/8"});
  for (const char* address : {"127.0.0.1", "10.1.2.3", "fd00::1", "203.0.113.7", "2001:db8::1"}) {
    const IpAddress sender = *parse_ip_address(address);
    const http::Peer peer{address, sender.is_loopback(), false};
    const http::Peer client = http::client_of(peer, headers, kTrusted);
    const auto told = parse_ip_address(client.address);
    require(told && parse_ip_address(told->text()) == told);
    require(!client.loopback || (peer.loopback && told->is_loopback()));
    if (!kTrusted.contains(sender)) require(client.address == peer.address && !client.https);
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  auto request = http::parse_head(text_of(bytes, size));
  if (!request) return 0;
  check_fields(*request);
  check_framing(*request);
  check_target(*request);
  check_client(request->headers);
  static_cast<void>(http::is_cross_site(*request));
  const auto cookie = http::cookie(*request, "__Host-sipro");
  require(!cookie || cookie->find(';') == std::string::npos);
  const std::string trace = http::trace_id_of(request->headers);
  require(trace.size() == 32 && trace.find_first_not_of("0123456789abcdef") == std::string::npos);
  const auto known = request->headers.get("if-none-match");
  if (known) require(http::matches_etag(std::string(*known) + ",\"etag\"", "\"etag\""));
  return 0;
}
