// Redis' wire format without a socket: commands to bytes, bytes to replies. For every transport of ours.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "redis/reply.hpp"

namespace sipro::redis {

/// Appends the command's bytes to `out`. Precondition: at least one word.
void append_command(const Command& command, std::string& out);

/// Takes a connection's bytes as they come and gives its replies in order. One for each connection.
class ReplyReader {
 public:
  ReplyReader();
  ~ReplyReader();
  ReplyReader(ReplyReader&&) noexcept;
  ReplyReader& operator=(ReplyReader&&) noexcept;

  void feed(std::string_view bytes);

  /// The next whole reply; nothing: more bytes are needed. Errors: redis_unavailable where the bytes are no replies;
  /// the connection is then of no use any more.
  Result<std::optional<Reply>> next();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sipro::redis
