// A request as handlers see it: plain values, nothing of the socket.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "asio/task.hpp"
#include "base/error.hpp"

namespace sipro::http {

enum class Method { get, head, post, put, patch, remove, options, other };

std::string_view to_string(Method method);
/// POST, PUT, PATCH, DELETE: what changes something.
bool is_unsafe(Method method);

/// Names are lower case; order and repetitions are kept.
class Headers {
 public:
  void add(std::string_view name, std::string_view value);
  /// The first of this name.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const;
  [[nodiscard]] std::size_t count(std::string_view name) const;
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct Peer {
  std::string address;  // as text
  bool loopback = false;
  bool https = false;  // as a trusted proxy tells
};

struct Request {
  std::string id;     // stands in the log and in problems
  std::string trace;  // trace-id: the client's or a new one; stands in the log and in jobs
  Method method = Method::other;
  std::string target;             // as sent
  std::vector<std::string> path;  // its segments, decoded
  std::string query;              // as sent, without the "?"
  unsigned version = 11;          // 10, 11
  Headers headers;
  Peer peer;
  std::optional<std::uint64_t> content_length;  // of the body, where told
  std::string body;                             // of routes that want it whole

  /// The value of a query parameter, decoded; nothing where it is absent or badly written.
  [[nodiscard]] std::optional<std::string> query_value(std::string_view name) const;
};

/// The body as it comes in.
class BodyReader {
 public:
  virtual ~BodyReader() = default;
  /// What has come, at least a byte, up to the buffer's size; 0: the end. Errors: wrong_usage (broken framing, or the
  /// client went away or was too slow).
  virtual asio::Task<Result<std::size_t>> read(std::span<char> buffer) = 0;
};

/// Percent-decoding; nothing for a bad escape, a NUL or what is not UTF-8.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);
/// What the log is told of a target: without its query, which may hold a token, and not too long.
std::string_view logged_target(const Request& request);
/// Fills `path` and `query` from `target`; false for anything but a plain absolute path without "." and "..".
bool split_target(Request& request);

}  // namespace sipro::http
