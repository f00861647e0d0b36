// What a worker is put together from: Redis, storage, the recovery of worker/recovery.
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

  /// Storage can be written; Redis, once it answers, has our library or none; the child starts.
  /// Errors: the context says what to do, for the operator.
  Result<void> check();

  /// Precondition: check().
  std::unique_ptr<jobs::Worker> make_worker();

 private:
  Result<void> check_redis() const;

  const jobs::Settings settings_;
  const redis::Address address_;
  storage::PosixFiles files_;
  storage::JobFiles jobs_;
  jobs::QueueAccess access_;
  std::vector<std::string> cage_;  // parts that hold
};

}  // namespace sipro::worker
