// What a Redis tells of itself: the answer to INFO.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace sipro::redis {

class ServerInfo {
 public:
  ServerInfo() = default;
  explicit ServerInfo(std::string_view text);

  /// Empty: it tells no such thing.
  [[nodiscard]] std::string text(std::string_view name) const;
  /// 0 where it tells none.
  [[nodiscard]] std::uint64_t number(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> fields_;
};

}  // namespace sipro::redis
