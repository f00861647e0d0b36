// The queue's calls for the loop. The semantics of each: common/queue/README.md; errors as of queue/queue.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "asio/task.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "redis/async_client.hpp"
#include "tenants.hpp"

namespace sipro::gateway {

class QueueClient {
 public:
  QueueClient(redis::AsyncClient& redis, Tenants& tenants) : redis_(redis), tenants_(tenants) {}

  asio::Task<Result<std::vector<queue::Enqueued>>> enqueue(std::vector<queue::JobSpec> jobs);
  asio::Task<Result<queue::CancelOutcome>> cancel(std::string id, std::string by);
  asio::Task<Result<void>> saved(std::string id, unsigned round);
  asio::Task<Result<queue::ListPage>> list(std::string district, std::uint64_t offset, std::uint64_t limit);
  asio::Task<Result<std::optional<queue::JobView>>> show(std::string id);
  asio::Task<Result<void>> announce(queue::ProcessInfo process);

  /// `show` as a command, so that it can share a round trip.
  static redis::Command show_command(std::string_view id);
  static Result<std::optional<queue::JobView>> shown(const redis::Reply& reply);

  /// Loads the function library where the server lacks it. Errors also: library_conflict.
  asio::Task<Result<void>> load_library();

 private:
  asio::Task<Result<redis::Reply>> call(std::string name, std::string arguments);

  redis::AsyncClient& redis_;
  Tenants& tenants_;
};

}  // namespace sipro::gateway
