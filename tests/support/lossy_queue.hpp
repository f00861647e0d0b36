// A queue between its caller and another one that loses replies, or everything, when told to.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "queue/queue.hpp"

namespace sipro::test {

/// What goes wrong; shared by the queues of one server.
struct Line {
  unsigned dropped_replies = 0;
  bool is_away = false;
};

class LossyQueue final : public queue::Queue {
 public:
  /// `before_call`: what to do before each call that goes through.
  LossyQueue(std::unique_ptr<queue::Queue> queue, std::shared_ptr<Line> line,
             std::function<void(queue::Queue&)> before_call)
      : queue_(std::move(queue)), line_(std::move(line)), before_call_(std::move(before_call)) {}

  Result<std::vector<queue::Enqueued>> enqueue(std::span<const queue::JobSpec> jobs) override {
    return send([&] { return queue_->enqueue(jobs); });
  }
  Result<std::optional<queue::Claimed>> claim(const queue::ClaimRequest& request) override {
    return send([&] { return queue_->claim(request); });
  }
  Result<queue::BeatOutcome> beat(const queue::Hold& hold, const queue::Progress& progress,
                                  std::chrono::milliseconds lease) override {
    return send([&] { return queue_->beat(hold, progress, lease); });
  }
  Result<queue::EndOutcome> complete(const queue::Hold& hold, const queue::Completion& completion) override {
    return send([&] { return queue_->complete(hold, completion); });
  }
  Result<queue::EndOutcome> fail(const queue::Hold& hold, const queue::Failure& failure) override {
    return send([&] { return queue_->fail(hold, failure); });
  }
  Result<queue::ReapOutcome> reap(unsigned max_strikes) override {
    return send([&] { return queue_->reap(max_strikes); });
  }
  Result<queue::CancelOutcome> cancel(std::string_view id, std::string_view by) override {
    return send([&] { return queue_->cancel(id, by); });
  }
  Result<queue::ReplayOutcome> replay(std::string_view id, unsigned round, std::string_view by) override {
    return send([&] { return queue_->replay(id, round, by); });
  }
  Result<std::vector<queue::RestoreAnswer>> restore(std::span<const queue::Restored> jobs) override {
    return send([&] { return queue_->restore(jobs); });
  }
  Result<void> saved(std::string_view id, unsigned round) override {
    return send([&] { return queue_->saved(id, round); });
  }
  Result<queue::ForgetOutcome> forget(std::string_view id) override {
    return send([&] { return queue_->forget(id); });
  }
  Result<bool> keep(std::string_view id, bool kept) override {
    return send([&] { return queue_->keep(id, kept); });
  }
  Result<void> pause(bool paused, std::string_view by) override {
    return send([&] { return queue_->pause(paused, by); });
  }
  Result<queue::AuditPage> audit(std::string_view cursor) override {
    return send([&] { return queue_->audit(cursor); });
  }
  Result<std::optional<queue::JobView>> show(std::string_view id) override {
    return send([&] { return queue_->show(id); });
  }
  Result<queue::ListPage> list(std::string_view district, std::uint64_t offset, std::uint64_t limit) override {
    return send([&] { return queue_->list(district, offset, limit); });
  }
  Result<queue::ListPage> dead(std::uint64_t offset, std::uint64_t limit) override {
    return send([&] { return queue_->dead(offset, limit); });
  }
  Result<std::vector<queue::Unsaved>> unsaved(std::chrono::milliseconds age, std::uint64_t limit) override {
    return send([&] { return queue_->unsaved(age, limit); });
  }
  Result<queue::Counts> counts() override {
    return send([&] { return queue_->counts(); });
  }
  Result<queue::Stats> stats() override {
    return send([&] { return queue_->stats(); });
  }
  Result<void> announce(const queue::ProcessInfo& process) override {
    return send([&] { return queue_->announce(process); });
  }
  Result<std::vector<queue::ProcessInfo>> processes() override {
    return send([&] { return queue_->processes(); });
  }
  Result<bool> recovery_begin(std::string_view owner, std::chrono::milliseconds hold) override {
    return send([&] { return queue_->recovery_begin(owner, hold); });
  }
  Result<bool> recovery_end(std::string_view owner, std::string_view epoch) override {
    return send([&] { return queue_->recovery_end(owner, epoch); });
  }
  Result<queue::Standing> standing() override {
    return send([&] { return queue_->standing(); });
  }
  void use_epoch(std::string_view epoch) override { queue_->use_epoch(epoch); }

 private:
  template <class Call>
  auto send(Call call) -> decltype(call()) {
    if (line_->is_away) return Error{Errc::redis_unavailable, "away"};
    before_call_(*queue_);
    auto answer = call();
    if (line_->dropped_replies == 0) return answer;
    --line_->dropped_replies;
    return Error{Errc::redis_unavailable, "the reply was lost"};
  }

  std::unique_ptr<queue::Queue> queue_;
  std::shared_ptr<Line> line_;
  std::function<void(queue::Queue&)> before_call_;
};

}  // namespace sipro::test
