#include "queue/redis_queue.hpp"

#include "queue/calls.hpp"

namespace sipro::queue {

RedisQueue::RedisQueue(redis::Address address, EpochSource epoch_source, std::string library)
    : client_(address),
      doorbell_(std::move(address)),
      epoch_source_(std::move(epoch_source)),
      library_(std::move(library)) {}

Result<void> RedisQueue::ensure_library() { return queue::ensure_library(client_, library_); }

Result<std::string> RedisQueue::stamp() {
  if (!epoch_ && epoch_source_) {
    auto read = epoch_source_();
    if (!read) return Error{Errc::recovering, "the queue's epoch can't be read: " + read.error().context};
    epoch_ = std::move(*read);
  }
  auto run_id = client_.run_id();
  if (!run_id) return run_id.error();
  return epoch_.value_or("") + ":" + *run_id;
}

template <class Make>
Result<redis::Reply> RedisQueue::send(Make make) {
  auto command = make();
  if (!command) return command.error();
  auto reply = client_.run(*command);
  if (!reply || !calls::is_library_missing(*reply)) return reply;
  if (auto loaded = ensure_library(); !loaded) return loaded.error();
  command = make();
  if (!command) return command.error();
  return client_.run(*command);
}

template <class Make, class Read>
auto RedisQueue::guarded(Make make, Read read) -> decltype(read(redis::Reply())) {
  const auto stamped = [&]() -> Result<redis::Command> {
    const auto current = stamp();
    if (!current) return current.error();
    return make(*current);
  };
  const auto once = [&]() -> decltype(read(redis::Reply())) {
    const auto reply = send(stamped);
    if (!reply) return reply.error();
    return read(*reply);
  };
  auto answer = once();
  if (answer || answer.error().code != Errc::recovering) return answer;
  if (epoch_source_) epoch_.reset();
  return once();
}

template <class Read>
auto RedisQueue::unguarded(const redis::Command& command, Read read) -> decltype(read(redis::Reply())) {
  const auto reply = send([&]() -> Result<redis::Command> { return command; });
  if (!reply) return reply.error();
  return read(*reply);
}

Result<bool> RedisQueue::wait_for_work(std::chrono::milliseconds wait) {
  const auto seconds = static_cast<double>(std::max<std::int64_t>(1, wait.count())) / 1000.0;
  const auto reply = doorbell_.run_blocking({"BLPOP", "{sipro}:wake", std::to_string(seconds)}, wait);
  if (!reply) return reply.error();
  if (const auto* error = reply->error()) return calls::error_of(*error);
  return !reply->is_nil();
}

Result<std::vector<Enqueued>> RedisQueue::enqueue(std::span<const JobSpec> jobs) {
  return guarded([&](std::string_view stamp) { return calls::enqueue(stamp, jobs); }, calls::enqueue_answer);
}

Result<std::optional<Claimed>> RedisQueue::claim(const ClaimRequest& request) {
  return guarded([&](std::string_view stamp) { return calls::claim(stamp, request); }, calls::claim_answer);
}

Result<BeatOutcome> RedisQueue::beat(const Hold& hold, const Progress& progress, std::chrono::milliseconds lease) {
  return guarded([&](std::string_view stamp) { return calls::beat(stamp, hold, progress, lease); }, calls::beat_answer);
}

Result<EndOutcome> RedisQueue::complete(const Hold& hold, const Completion& completion) {
  return guarded([&](std::string_view stamp) { return calls::complete(stamp, hold, completion); }, calls::end_answer);
}

Result<EndOutcome> RedisQueue::fail(const Hold& hold, const Failure& failure) {
  return guarded([&](std::string_view stamp) { return calls::fail(stamp, hold, failure); }, calls::end_answer);
}

Result<ReapOutcome> RedisQueue::reap(unsigned max_strikes) {
  return guarded([&](std::string_view stamp) { return calls::reap(stamp, max_strikes); }, calls::reap_answer);
}

Result<CancelOutcome> RedisQueue::cancel(std::string_view id, std::string_view by) {
  return guarded([&](std::string_view stamp) { return calls::cancel(stamp, id, by); }, calls::cancel_answer);
}

Result<ReplayOutcome> RedisQueue::replay(std::string_view id, unsigned round, std::string_view by) {
  return guarded([&](std::string_view stamp) { return calls::replay(stamp, id, round, by); }, calls::replay_answer);
}

Result<std::vector<RestoreAnswer>> RedisQueue::restore(std::span<const Restored> jobs) {
  return unguarded(calls::restore(jobs), calls::restore_answer);
}

Result<void> RedisQueue::saved(std::string_view id, unsigned round) {
  return guarded([&](std::string_view stamp) { return calls::saved(stamp, id, round); }, calls::done_answer);
}

Result<ForgetOutcome> RedisQueue::forget(std::string_view id) {
  return guarded([&](std::string_view stamp) { return calls::forget(stamp, id); }, calls::forget_answer);
}

Result<bool> RedisQueue::keep(std::string_view id, bool kept) {
  return guarded([&](std::string_view stamp) { return calls::keep(stamp, id, kept); }, calls::keep_answer);
}

Result<void> RedisQueue::pause(bool paused, std::string_view by) {
  return guarded([&](std::string_view stamp) { return calls::pause(stamp, paused, by); }, calls::done_answer);
}

Result<AuditPage> RedisQueue::audit(std::string_view cursor) {
  return guarded([&](std::string_view stamp) { return calls::audit(stamp, cursor); }, calls::audit_answer);
}

Result<std::optional<JobView>> RedisQueue::show(std::string_view id) {
  return unguarded(calls::show(id), calls::show_answer);
}

Result<ListPage> RedisQueue::list(std::string_view district, std::uint64_t offset, std::uint64_t limit) {
  return unguarded(calls::list(district, offset, limit), calls::list_answer);
}

Result<ListPage> RedisQueue::dead(std::uint64_t offset, std::uint64_t limit) {
  return unguarded(calls::dead(offset, limit), calls::list_answer);
}

Result<std::vector<Unsaved>> RedisQueue::unsaved(std::chrono::milliseconds age, std::uint64_t limit) {
  return unguarded(calls::unsaved(age, limit), calls::unsaved_answer);
}

Result<Stats> RedisQueue::stats() { return unguarded(calls::stats(), calls::stats_answer); }

Result<Counts> RedisQueue::counts() { return unguarded(calls::counts(), calls::counts_answer); }

Result<void> RedisQueue::announce(const ProcessInfo& process) {
  return guarded([&](std::string_view stamp) { return calls::announce(stamp, process); }, calls::done_answer);
}

Result<std::vector<ProcessInfo>> RedisQueue::processes() {
  return unguarded(calls::processes(), calls::processes_answer);
}

Result<bool> RedisQueue::recovery_begin(std::string_view owner, std::chrono::milliseconds hold) {
  const auto run_id = client_.run_id();
  if (!run_id) return run_id.error();
  return unguarded(calls::recovery_begin(owner, hold, *run_id), calls::recovery_answer);
}

Result<bool> RedisQueue::recovery_end(std::string_view owner, std::string_view epoch) {
  const auto run_id = client_.run_id();
  if (!run_id) return run_id.error();
  auto won = unguarded(calls::recovery_end(owner, epoch, *run_id), calls::recovery_answer);
  if (won && *won && !epoch.empty()) use_epoch(epoch);
  return won;
}

Result<Standing> RedisQueue::standing() {
  auto standing = unguarded(calls::standing(), calls::standing_answer);
  if (!standing) return standing;
  auto run_id = client_.run_id();
  if (!run_id) return run_id.error();
  standing->server = std::move(*run_id);
  return standing;
}

}  // namespace sipro::queue
