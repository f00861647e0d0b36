// A file below config/ that an operator may write in the place of something built in. Read again every few seconds; a
// broken one keeps what was known, and the log is told once.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/log.hpp"
#include "base/sha256.hpp"
#include "storage/files.hpp"
#include "storage/layout.hpp"

namespace sipro::gateway {

template <class Value>
class OperatorFile {
 public:
  using Parse = Result<Value> (*)(std::string_view text);

  struct Reading {
    std::string hash;  // of the bytes; empty: no file
    Result<Value> value;
    std::chrono::sys_seconds modified;
  };

  /// `name`: below config/.
  OperatorFile(std::string name, Parse parse, Value built_in)
      : name_(std::move(name)), parse_(parse), built_in_(std::make_shared<const Value>(std::move(built_in))) {
    value_ = built_in_;
  }

  /// Nothing: the bytes are those known already. On any thread, while take() does not run.
  std::optional<Reading> read(storage::Files& files, const storage::Layout& layout) const {
    static constexpr std::uint64_t kMaxBytes = 1U << 20U;
    const auto path = layout.config() / name_;
    const auto bytes = files.read(path, kMaxBytes);
    if (!bytes && bytes.error().code != Errc::not_found) return Reading{hash_, bytes.error(), {}};
    if (!bytes) return hash_.empty() ? std::nullopt : std::optional(Reading{{}, *built_in_, {}});
    std::string hash = sha256_of(*bytes);
    if (hash == hash_) return std::nullopt;
    const auto status = files.status(path);
    if (!status) return Reading{hash_, status.error(), {}};
    return Reading{std::move(hash), parse_(*bytes), std::chrono::floor<std::chrono::seconds>(status->modified)};
  }

  /// On the loop.
  void take(std::optional<Reading> reading) {
    if (!reading) return told_.clear();
    hash_ = std::move(reading->hash);
    if (!reading->value) {
      const std::string& reason = reading->value.error().context;
      if (reason != told_) log::warn("config_unreadable", {{"file", name_}, {"reason", reason}});
      told_ = reason;
      return;
    }
    told_.clear();
    value_ = hash_.empty() ? built_in_ : std::make_shared<const Value>(std::move(*reading->value));
    modified_ = reading->modified;
    log::info("config_read", {{"file", name_}, {"built_in", hash_.empty()}});
  }

  [[nodiscard]] std::shared_ptr<const Value> value() const { return value_; }
  /// When the operator changed it; 1970 where it is the built-in one.
  [[nodiscard]] std::chrono::sys_seconds modified() const { return modified_; }

 private:
  std::string name_;
  Parse parse_;
  std::shared_ptr<const Value> built_in_;
  std::shared_ptr<const Value> value_;
  std::chrono::sys_seconds modified_;
  std::string hash_;
  std::string told_;
};

}  // namespace sipro::gateway
