// A queue behind a lock, for tests of threads that share the fake, and with a word before each call: there a test makes
// Redis go away at exactly that call.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include "queue/queue.hpp"

namespace sipro::test {

class SharedQueue final : public queue::Queue {
 public:
  using Before = std::function<void(std::string_view call)>;

  SharedQueue(std::mutex& mutex, std::unique_ptr<queue::Queue> queue, Before before = {})
      : mutex_(&mutex), queue_(std::move(queue)), before_(std::move(before)) {}

  Result<std::vector<queue::Enqueued>> enqueue(std::span<const queue::JobSpec> jobs) override {
    return locked("enqueue", [&] { return queue_->enqueue(jobs); });
  }
  Result<std::optional<queue::Claimed>> claim(const queue::ClaimRequest& request) override {
    return locked("claim", [&] { return queue_->claim(request); });
  }
  Result<queue::BeatOutcome> beat(const queue::Hold& hold, const queue::Progress& progress,
                                  std::chrono::milliseconds lease) override {
    return locked("beat", [&] { return queue_->beat(hold, progress, lease); });
  }
  Result<queue::EndOutcome> complete(const queue::Hold& hold, const queue::Completion& completion) override {
    return locked("complete", [&] { return queue_->complete(hold, completion); });
  }
  Result<queue::EndOutcome> fail(const queue::Hold& hold, const queue::Failure& failure) override {
    return locked("fail", [&] { return queue_->fail(hold, failure); });
  }
  Result<queue::ReapOutcome> reap(unsigned max_strikes) override {
    return locked("reap", [&] { return queue_->reap(max_strikes); });
  }
  Result<queue::CancelOutcome> cancel(std::string_view id, std::string_view by) override {
    return locked("cancel", [&] { return queue_->cancel(id, by); });
  }
  Result<queue::ReplayOutcome> replay(std::string_view id, unsigned round, std::string_view by) override {
    return locked("replay", [&] { return queue_->replay(id, round, by); });
  }
  Result<std::vector<queue::RestoreAnswer>> restore(std::span<const queue::Restored> jobs) override {
    return locked("restore", [&] { return queue_->restore(jobs); });
  }
  Result<void> saved(std::string_view id, unsigned round) override {
    return locked("saved", [&] { return queue_->saved(id, round); });
  }
  Result<queue::ForgetOutcome> forget(std::string_view id) override {
    return locked("forget", [&] { return queue_->forget(id); });
  }
  Result<bool> keep(std::string_view id, bool kept) override {
    return locked("keep", [&] { return queue_->keep(id, kept); });
  }
  Result<void> pause(bool paused, std::string_view by) override {
    return locked("pause", [&] { return queue_->pause(paused, by); });
  }
  Result<queue::AuditPage> audit(std::string_view cursor) override {
    return locked("audit", [&] { return queue_->audit(cursor); });
  }
  Result<std::optional<queue::JobView>> show(std::string_view id) override {
    return locked("show", [&] { return queue_->show(id); });
  }
  Result<queue::ListPage> list(std::string_view district, std::uint64_t offset, std::uint64_t limit) override {
    return locked("list", [&] { return queue_->list(district, offset, limit); });
  }
  Result<queue::ListPage> dead(std::uint64_t offset, std::uint64_t limit) override {
    return locked("dead", [&] { return queue_->dead(offset, limit); });
  }
  Result<std::vector<queue::Unsaved>> unsaved(std::chrono::milliseconds age, std::uint64_t limit) override {
    return locked("unsaved", [&] { return queue_->unsaved(age, limit); });
  }
  Result<queue::Counts> counts() override {
    return locked("counts", [&] { return queue_->counts(); });
  }
  Result<queue::Stats> stats() override {
    return locked("stats", [&] { return queue_->stats(); });
  }
  Result<void> announce(const queue::ProcessInfo& process) override {
    return locked("announce", [&] { return queue_->announce(process); });
  }
  Result<std::vector<queue::ProcessInfo>> processes() override {
    return locked("processes", [&] { return queue_->processes(); });
  }
  Result<bool> recovery_begin(std::string_view owner, std::chrono::milliseconds hold) override {
    return locked("recovery_begin", [&] { return queue_->recovery_begin(owner, hold); });
  }
  Result<bool> recovery_end(std::string_view owner, std::string_view epoch) override {
    return locked("recovery_end", [&] { return queue_->recovery_end(owner, epoch); });
  }
  Result<queue::Standing> standing() override {
    return locked("standing", [&] { return queue_->standing(); });
  }
  void use_epoch(std::string_view epoch) override {
    const std::lock_guard lock(*mutex_);
    queue_->use_epoch(epoch);
  }

 private:
  template <class Call>
  auto locked(std::string_view name, const Call& call) -> decltype(call()) {
    const std::lock_guard lock(*mutex_);
    if (before_) before_(name);
    return call();
  }

  std::mutex* mutex_;
  std::unique_ptr<queue::Queue> queue_;
  Before before_;
};

}  // namespace sipro::test
