// Each call of the queue as a command to send and a reply to read, without a connection: RedisQueue sends them by a
// blocking client, the gateway by its own. The functions are those of the library (functions/*.lua).
//
// Errors of every answer: recovering (also where the library is missing: whoever recovers loads it), redis_full,
// redis_unavailable (Redis is loading, busy, or can't write), redis_refused.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "queue/queue.hpp"
#include "queue/uploads.hpp"
#include "redis/reply.hpp"

namespace sipro::queue::calls {

/// What an error reply of Redis means.
Error error_of(const redis::ServerError& error);
/// The library isn't there: ensure_library() and repeat.
bool is_library_missing(const redis::Reply& reply);

/// `stamp` is "epoch:run_id"; what takes none needs none.
redis::Command enqueue(std::string_view stamp, std::span<const JobSpec> jobs);
redis::Command claim(std::string_view stamp, const ClaimRequest& request);
redis::Command beat(std::string_view stamp, const Hold& hold, const Progress& progress,
                    std::chrono::milliseconds lease);
redis::Command complete(std::string_view stamp, const Hold& hold, const Completion& completion);
redis::Command fail(std::string_view stamp, const Hold& hold, const Failure& failure);
redis::Command reap(std::string_view stamp, unsigned max_strikes);
redis::Command cancel(std::string_view stamp, std::string_view id, std::string_view by);
redis::Command replay(std::string_view stamp, std::string_view id, unsigned round, std::string_view by);
redis::Command restore(std::span<const Restored> jobs);
redis::Command saved(std::string_view stamp, std::string_view id, unsigned round);
redis::Command forget(std::string_view stamp, std::string_view id);
redis::Command keep(std::string_view stamp, std::string_view id, bool kept);
redis::Command pause(std::string_view stamp, bool paused, std::string_view by);
redis::Command audit(std::string_view stamp, std::string_view cursor);
redis::Command show(std::string_view id);
redis::Command list(std::string_view district, std::uint64_t offset, std::uint64_t limit);
redis::Command dead(std::uint64_t offset, std::uint64_t limit);
redis::Command unsaved(std::chrono::milliseconds age, std::uint64_t limit);
redis::Command stats();
redis::Command counts();
redis::Command announce(std::string_view stamp, const ProcessInfo& process);
redis::Command processes();
redis::Command recovery_begin(std::string_view owner, std::chrono::milliseconds hold, std::string_view run_id);
redis::Command recovery_end(std::string_view owner, std::string_view epoch, std::string_view run_id);
redis::Command standing();
/// `life`: how long the record stays without a change.
redis::Command upload_take(std::string_view stamp, std::string_view id, std::string_view token, std::uint64_t offset,
                           std::chrono::milliseconds life);
redis::Command upload_advance(std::string_view stamp, std::string_view id, std::string_view token, std::uint64_t from,
                              std::uint64_t to, std::chrono::milliseconds life);
/// `ended`: whole or dropped. `token`: only while it holds the upload; empty: in any case.
redis::Command upload_end(std::string_view stamp, std::string_view id, std::string_view district, UploadHold ended,
                          std::string_view token, std::chrono::milliseconds life);
/// Up to 500.
redis::Command upload_look(std::span<const std::string> ids);

Result<std::vector<Enqueued>> enqueue_answer(const redis::Reply& reply);
Result<std::optional<Claimed>> claim_answer(const redis::Reply& reply);
Result<BeatOutcome> beat_answer(const redis::Reply& reply);
/// Of complete and fail.
Result<EndOutcome> end_answer(const redis::Reply& reply);
Result<ReapOutcome> reap_answer(const redis::Reply& reply);
Result<CancelOutcome> cancel_answer(const redis::Reply& reply);
Result<ReplayOutcome> replay_answer(const redis::Reply& reply);
Result<std::vector<RestoreAnswer>> restore_answer(const redis::Reply& reply);
Result<ForgetOutcome> forget_answer(const redis::Reply& reply);
Result<bool> keep_answer(const redis::Reply& reply);
/// Of saved, pause and announce.
Result<void> done_answer(const redis::Reply& reply);
Result<AuditPage> audit_answer(const redis::Reply& reply);
Result<std::optional<JobView>> show_answer(const redis::Reply& reply);
/// Of list and dead.
Result<ListPage> list_answer(const redis::Reply& reply);
Result<std::vector<Unsaved>> unsaved_answer(const redis::Reply& reply);
Result<Stats> stats_answer(const redis::Reply& reply);
Result<Counts> counts_answer(const redis::Reply& reply);
Result<std::vector<ProcessInfo>> processes_answer(const redis::Reply& reply);
/// Of recovery_begin and recovery_end.
Result<bool> recovery_answer(const redis::Reply& reply);
/// `server` is left empty: the connection knows it.
Result<Standing> standing_answer(const redis::Reply& reply);
Result<UploadTaken> upload_taken_answer(const redis::Reply& reply);
/// Of upload_advance and upload_end.
Result<UploadHold> upload_hold_answer(const redis::Reply& reply);
Result<std::vector<UploadLook>> upload_look_answer(const redis::Reply& reply);

}  // namespace sipro::queue::calls
