// What a worker is put together from: Redis, storage, the child, the recovery of worker/recovery.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/options.hpp"
#include "base/error.hpp"
#include "jobs/worker.hpp"
#include "redis/address.hpp"
#include "storage/facts.hpp"

namespace sipro::worker {

class Assembly {
 public:
  Assembly(const Options& options, redis::Address address);

  /// Storage can be written; the child starts in its cage; Redis, where it answers, has our library or none.
  /// Errors: the context says what to do, for the operator.
  Result<void> check();

  /// Precondition: check(). Not older than this assembly.
  std::unique_ptr<jobs::Worker> make_worker();

 private:
  [[nodiscard]] Result<void> check_redis() const;
  Result<void> check_child();
  [[nodiscard]] Result<std::string> read_epoch();

  const jobs::Settings settings_;
  const redis::Address address_;
  storage::PosixFiles files_;
  storage::JobFiles jobs_;
  jobs::QueueAccess access_;
  std::vector<std::string> cage_;  // parts that hold
};

}  // namespace sipro::worker
