// The queue on Redis. One thread. Loads the function library where it is missing; on RECOVERING it reads the epoch once
// more and tries again, so that a recovery that is over is noticed by the next call.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "queue/library.hpp"
#include "queue/queue.hpp"
#include "redis/client.hpp"

namespace sipro::queue {

class RedisQueue final : public Queue {
 public:
  /// Reads the queue's epoch from storage.
  using EpochSource = std::function<Result<std::string>()>;

  /// Without `epoch_source` only use_epoch() gives one. `library`: what is loaded where it is missing.
  explicit RedisQueue(redis::Address address, EpochSource epoch_source = {}, std::string library = library_text());

  /// To be called at start. Errors: library_conflict, redis_unavailable, redis_refused.
  Result<void> ensure_library();

  /// Waits for a doorbell: true where there may be something to claim. On a connection of its own.
  /// Errors: redis_unavailable, redis_refused.
  Result<bool> wait_for_work(std::chrono::milliseconds wait);

  Result<std::vector<Enqueued>> enqueue(std::span<const JobSpec> jobs) override;
  Result<std::optional<Claimed>> claim(const ClaimRequest& request) override;
  Result<BeatOutcome> beat(const Hold& hold, const Progress& progress, std::chrono::milliseconds lease) override;
  Result<EndOutcome> complete(const Hold& hold, const Completion& completion) override;
  Result<EndOutcome> fail(const Hold& hold, const Failure& failure) override;
  Result<ReapOutcome> reap(unsigned max_strikes) override;
  Result<CancelOutcome> cancel(std::string_view id, std::string_view by) override;
  Result<ReplayOutcome> replay(std::string_view id, unsigned round, std::string_view by) override;
  Result<std::vector<RestoreAnswer>> restore(std::span<const Restored> jobs) override;
  Result<void> saved(std::string_view id, unsigned round) override;
  Result<ForgetOutcome> forget(std::string_view id) override;
  Result<bool> keep(std::string_view id, bool kept) override;
  Result<void> pause(bool paused, std::string_view by) override;
  Result<AuditPage> audit(std::string_view cursor) override;
  Result<std::optional<JobView>> show(std::string_view id) override;
  Result<ListPage> list(std::string_view district, std::uint64_t offset, std::uint64_t limit) override;
  Result<ListPage> dead(std::uint64_t offset, std::uint64_t limit) override;
  Result<std::vector<Unsaved>> unsaved(std::chrono::milliseconds age, std::uint64_t limit) override;
  Result<Stats> stats() override;
  Result<Counts> counts() override;
  Result<void> announce(const ProcessInfo& process) override;
  Result<std::vector<ProcessInfo>> processes() override;
  Result<bool> recovery_begin(std::string_view owner, std::chrono::milliseconds hold) override;
  Result<bool> recovery_end(std::string_view owner, std::string_view epoch) override;
  Result<Standing> standing() override;
  void use_epoch(std::string_view epoch) override { epoch_ = epoch; }

 private:
  Result<std::string> stamp();
  /// Sends what `make` gives; loads the library and sends it again where it is missing.
  template <class Make>
  Result<redis::Reply> send(Make make);
  template <class Make, class Read>
  auto guarded(Make make, Read read) -> decltype(read(redis::Reply()));
  template <class Read>
  auto unguarded(const redis::Command& command, Read read) -> decltype(read(redis::Reply()));

  redis::Client client_;
  redis::Client doorbell_;
  EpochSource epoch_source_;
  std::optional<std::string> epoch_;
  std::string library_;
};

}  // namespace sipro::queue
