// A reply of Redis as a value.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace sipro::redis {

struct Nil {
  bool operator==(const Nil&) const = default;
};

struct ServerError {
  std::string message;  // "RECOVERING ...", "OOM command not allowed ..."
  bool operator==(const ServerError&) const = default;
};

struct Reply;
using Replies = std::vector<Reply>;

struct Reply {
  std::variant<Nil, std::string, std::int64_t, Replies, ServerError> value;

  [[nodiscard]] bool is_nil() const { return std::holds_alternative<Nil>(value); }
  [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&value); }
  [[nodiscard]] const std::int64_t* integer() const { return std::get_if<std::int64_t>(&value); }
  [[nodiscard]] const Replies* array() const { return std::get_if<Replies>(&value); }
  [[nodiscard]] const ServerError* error() const { return std::get_if<ServerError>(&value); }
};

/// A command and its arguments, binary safe.
using Command = std::vector<std::string>;

}  // namespace sipro::redis
