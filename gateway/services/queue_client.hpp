// The queue's calls for the loop. The semantics of each: common/queue/README.md; errors as of queue/queue.hpp.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "asio/pool.hpp"
#include "asio/task.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/uploads.hpp"
#include "redis/async_client.hpp"
#include "redis/server_info.hpp"
#include "services/tenants.hpp"

namespace sipro::gateway {

/// What is asked for at once: of the queue, of all processes, and of their server.
struct QueueFigures {
  queue::Stats stats;
  queue::Counts counts;
  std::vector<queue::ProcessInfo> processes;
  bool open = false;  // for this gateway; else it waits for a recovery
  redis::ServerInfo server;
};

class QueueClient {
 public:
  QueueClient(redis::AsyncClient& redis, redis::Address address, asio::Pool& pool, Tenants& tenants)
      : redis_(redis), address_(std::move(address)), pool_(pool), tenants_(tenants) {}

  asio::Task<Result<std::vector<queue::Enqueued>>> enqueue(std::vector<queue::JobSpec> jobs);
  asio::Task<Result<queue::CancelOutcome>> cancel(std::string id, std::string by);
  asio::Task<Result<void>> saved(std::string id, unsigned round);
  asio::Task<Result<bool>> keep(std::string id, bool kept);
  asio::Task<Result<queue::ListPage>> list(std::string district, std::uint64_t offset, std::uint64_t limit);
  asio::Task<Result<std::optional<queue::JobView>>> show(std::string id);
  /// One round trip.
  asio::Task<Result<QueueFigures>> figures();
  asio::Task<Result<void>> announce(queue::ProcessInfo process);

  asio::Task<Result<queue::UploadTaken>> take_upload(std::string id, std::string token, std::uint64_t offset);
  asio::Task<Result<queue::UploadHold>> advance_upload(std::string id, std::string token, std::uint64_t from,
                                                       std::uint64_t to);
  asio::Task<Result<queue::UploadHold>> end_upload(std::string id, std::string district, queue::UploadHold ended,
                                                   std::string token = {});
  /// Up to 500.
  asio::Task<Result<std::vector<queue::UploadLook>>> look_at_uploads(std::vector<std::string> ids);

  /// Loads the function library where the server lacks it. Errors: library_conflict, redis_unavailable, redis_refused.
  asio::Task<Result<void>> ensure_library();

 private:
  using Make = std::function<redis::Command(std::string_view stamp)>;
  /// Sends what `make` gives for the stamp of now; once more where the epoch turns out to be another one by now, or
  /// where the library had to be loaded.
  asio::Task<Result<redis::Reply>> send(Make make);
  [[nodiscard]] Result<QueueFigures> read_figures(const redis::Replies& replies, std::string_view run_id) const;

  redis::AsyncClient& redis_;
  redis::Address address_;
  asio::Pool& pool_;
  Tenants& tenants_;
};

}  // namespace sipro::gateway
