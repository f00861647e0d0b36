// The parts that a subcommand works on, made when they are first asked for.
#pragma once

#include <memory>
#include <string>

#include "admin/settings.hpp"
#include "base/error.hpp"
#include "queue/redis_queue.hpp"
#include "redis/client.hpp"
#include "storage/facts.hpp"
#include "storage/files.hpp"

namespace sipro::admin {

class Parts {
 public:
  explicit Parts(const Settings& settings) : settings_(&settings) {}

  /// Errors: wrong_usage (no --data), storage_unavailable (no such folder).
  Result<const storage::JobFiles*> files();
  /// Errors: wrong_usage (no --redis, or a wrong one).
  Result<redis::Address> address() const;
  /// With our function library loaded. Errors also: redis_unavailable, redis_refused, library_conflict.
  Result<queue::RedisQueue*> queue();
  /// A connection for what is no call of the queue. Errors: wrong_usage.
  Result<redis::Client*> client();

  [[nodiscard]] const Settings& settings() const { return *settings_; }

 private:
  const Settings* settings_;
  storage::PosixFiles posix_;
  std::unique_ptr<storage::JobFiles> files_;
  std::unique_ptr<queue::RedisQueue> queue_;
  std::unique_ptr<redis::Client> client_;
};

}  // namespace sipro::admin
