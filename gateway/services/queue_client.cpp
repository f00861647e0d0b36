#include "services/queue_client.hpp"

#include <utility>

#include "queue/calls.hpp"
#include "queue/library.hpp"
#include "redis/client.hpp"

namespace sipro::gateway {

namespace calls = queue::calls;

namespace {

/// Of an upload's record. Longer than any client waits between two tries; the bytes outlive it.
constexpr std::chrono::hours kUploadLife{48};

}  // namespace

asio::Task<Result<void>> QueueClient::ensure_library() {
  // Once in a server's life, so the blocking client's own connection is good enough.
  auto load = [this] {
    redis::Client client(address_);
    return queue::ensure_library(client);
  };
  const auto loaded = co_await asio::offload(&pool_, std::move(load));
  if (!loaded) co_return Error{Errc::redis_unavailable, "the file pool is busy"};
  co_return *loaded;
}

asio::Task<Result<redis::Reply>> QueueClient::send(Make make) {
  static constexpr int kTries = 3;
  for (int attempt = 1;; ++attempt) {
    const auto run_id = co_await redis_.run_id();
    if (!run_id) co_return run_id.error();
    const std::string epoch = tenants_.epoch();
    redis::Command command = make(epoch + ":" + *run_id);
    auto reply = co_await redis_.run(std::move(command));
    if (!reply || attempt == kTries) co_return reply;
    if (calls::is_library_missing(*reply)) {
      const auto loaded = co_await ensure_library();
      if (!loaded) co_return loaded.error();
      continue;
    }
    const auto* error = reply->error();
    if (error == nullptr || calls::error_of(*error).code != Errc::recovering) co_return reply;
    // Another call that was refused may have read the new one by now.
    if (tenants_.epoch() == epoch) co_await tenants_.refresh();
    if (tenants_.epoch() == epoch) co_return reply;
  }
}

asio::Task<Result<std::vector<queue::Enqueued>>> QueueClient::enqueue(std::vector<queue::JobSpec> jobs) {
  Make make = [&jobs](std::string_view stamp) { return calls::enqueue(stamp, jobs); };
  const auto reply = co_await send(std::move(make));
  if (!reply) co_return reply.error();
  co_return calls::enqueue_answer(*reply);
}

asio::Task<Result<queue::CancelOutcome>> QueueClient::cancel(std::string id, std::string by) {
  Make make = [&id, &by](std::string_view stamp) { return calls::cancel(stamp, id, by); };
  const auto reply = co_await send(std::move(make));
  if (!reply) co_return reply.error();
  co_return calls::cancel_answer(*reply);
}

asio::Task<Result<void>> QueueClient::saved(std::string id, unsigned round) {
  Make make = [&id, round](std::string_view stamp) { return calls::saved(stamp, id, round); };
  const auto reply = co_await send(std::move(make));
  if (!reply) co_return reply.error();
  co_return calls::done_answer(*reply);
}

asio::Task<Result<bool>> QueueClient::keep(std::string id, bool kept) {
  Make make = [&id, kept](std::string_view stamp) { return calls::keep(stamp, id, kept); };
  const auto reply = co_await send(std::move(make));
  if (!reply) co_return reply.error();
  co_return calls::keep_answer(*reply);
}

asio::Task<Result<queue::ListPage>> QueueClient::list(std::string district, std::uint64_t offset, std::uint64_t limit) {
  Make make = [&district, offset, limit](std::string_view) { return calls::list(district, offset, limit); };
  const auto reply = co_await send(std::move(make));
  if (!reply) co_return reply.error();
  co_return calls::list_answer(*reply);
}

asio::Task<Result<std::optional<queue::JobView>>> QueueClient::show(std::string id) {
  Make make = [&id](std::string_view) { return calls::show(id); };
  const auto reply = co_await send(std::move(make));
  if (!reply) co_return reply.error();
  co_return calls::show_answer(*reply);
}

asio::Task<Result<QueueFigures>> QueueClient::figures() {
  for (bool again = true;; again = false) {
    const auto run_id = co_await redis_.run_id();
    if (!run_id) co_return run_id.error();
    std::vector<redis::Command> commands{calls::stats(), calls::counts(), calls::processes(), calls::standing()};
    commands.push_back({"INFO", "memory", "clients", "persistence"});
    const auto replies = co_await redis_.run_all(std::move(commands));
    if (!replies) co_return replies.error();
    if (!again || !calls::is_library_missing(replies->front())) co_return read_figures(*replies, *run_id);
    const auto loaded = co_await ensure_library();
    if (!loaded) co_return loaded.error();
  }
}

Result<QueueFigures> QueueClient::read_figures(const redis::Replies& replies, std::string_view run_id) const {
  auto stats = calls::stats_answer(replies[0]);
  if (!stats) return stats.error();
  auto counts = calls::counts_answer(replies[1]);
  if (!counts) return counts.error();
  auto processes = calls::processes_answer(replies[2]);
  if (!processes) return processes.error();
  const auto standing = calls::standing_answer(replies[3]);
  if (!standing) return standing.error();
  QueueFigures figures{std::move(*stats), std::move(*counts), std::move(*processes), false, {}};
  figures.open = !standing->epoch.empty() && standing->epoch == tenants_.epoch() && standing->run_id == run_id;
  if (const std::string* info = replies[4].text()) figures.server = redis::ServerInfo(*info);
  return figures;
}

asio::Task<Result<void>> QueueClient::announce(queue::ProcessInfo process) {
  Make make = [&process](std::string_view stamp) { return calls::announce(stamp, process); };
  const auto reply = co_await send(std::move(make));
  if (!reply) co_return reply.error();
  co_return calls::done_answer(*reply);
}

asio::Task<Result<queue::UploadTaken>> QueueClient::take_upload(std::string id, std::string token,
                                                                std::uint64_t offset) {
  Make make = [&id, &token, offset](std::string_view stamp) {
    return calls::upload_take(stamp, id, token, offset, kUploadLife);
  };
  const auto reply = co_await send(std::move(make));
  if (!reply) co_return reply.error();
  co_return calls::upload_taken_answer(*reply);
}

asio::Task<Result<queue::UploadHold>> QueueClient::advance_upload(std::string id, std::string token, std::uint64_t from,
                                                                  std::uint64_t to) {
  Make make = [&id, &token, from, to](std::string_view stamp) {
    return calls::upload_advance(stamp, id, token, from, to, kUploadLife);
  };
  const auto reply = co_await send(std::move(make));
  if (!reply) co_return reply.error();
  co_return calls::upload_hold_answer(*reply);
}

asio::Task<Result<queue::UploadHold>> QueueClient::end_upload(std::string id, std::string district,
                                                              queue::UploadHold ended, std::string token) {
  Make make = [&id, &district, ended, &token](std::string_view stamp) {
    return calls::upload_end(stamp, id, district, ended, token, kUploadLife);
  };
  const auto reply = co_await send(std::move(make));
  if (!reply) co_return reply.error();
  co_return calls::upload_hold_answer(*reply);
}

asio::Task<Result<std::vector<queue::UploadLook>>> QueueClient::look_at_uploads(std::vector<std::string> ids) {
  Make make = [&ids](std::string_view) { return calls::upload_look(ids); };
  const auto reply = co_await send(std::move(make));
  if (!reply) co_return reply.error();
  co_return calls::upload_look_answer(*reply);
}

}  // namespace sipro::gateway
