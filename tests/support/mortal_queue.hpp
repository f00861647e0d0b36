// A queue whose caller dies at a chosen call: a decorator. What comes after the call never happens, as after SIGKILL.
#pragma once

#include <functional>

#include "queue/queue.hpp"

namespace sipro::test {

/// Thrown where a process is killed. Nothing of ours catches it.
struct Killed {};

class MortalQueue final : public queue::Queue {
 public:
  /// `strike` is called before and after each call, and throws Killed when the time has come.
  MortalQueue(queue::Queue& real, std::function<void()> strike) : real_(&real), strike_(std::move(strike)) {}

  Result<std::vector<queue::Enqueued>> enqueue(std::span<const queue::JobSpec> jobs) override {
    return run([&] { return real_->enqueue(jobs); });
  }
  Result<std::optional<queue::Claimed>> claim(const queue::ClaimRequest& request) override {
    return run([&] { return real_->claim(request); });
  }
  Result<queue::BeatOutcome> beat(const queue::Hold& hold, const queue::Progress& progress,
                                  std::chrono::milliseconds lease) override {
    return run([&] { return real_->beat(hold, progress, lease); });
  }
  Result<queue::EndOutcome> complete(const queue::Hold& hold, const queue::Completion& completion) override {
    return run([&] { return real_->complete(hold, completion); });
  }
  Result<queue::EndOutcome> fail(const queue::Hold& hold, const queue::Failure& failure) override {
    return run([&] { return real_->fail(hold, failure); });
  }
  Result<queue::ReapOutcome> reap(unsigned max_strikes) override {
    return run([&] { return real_->reap(max_strikes); });
  }
  Result<queue::CancelOutcome> cancel(std::string_view id, std::string_view by) override {
    return run([&] { return real_->cancel(id, by); });
  }
  Result<queue::ReplayOutcome> replay(std::string_view id, unsigned round, std::string_view by) override {
    return run([&] { return real_->replay(id, round, by); });
  }
  Result<std::vector<queue::RestoreAnswer>> restore(std::span<const queue::Restored> jobs) override {
    return run([&] { return real_->restore(jobs); });
  }
  Result<void> saved(std::string_view id, unsigned round) override {
    return run([&] { return real_->saved(id, round); });
  }
  Result<queue::ForgetOutcome> forget(std::string_view id) override {
    return run([&] { return real_->forget(id); });
  }
  Result<bool> keep(std::string_view id, bool kept) override {
    return run([&] { return real_->keep(id, kept); });
  }
  Result<void> pause(bool paused, std::string_view by) override {
    return run([&] { return real_->pause(paused, by); });
  }
  Result<queue::AuditPage> audit(std::string_view cursor) override {
    return run([&] { return real_->audit(cursor); });
  }
  Result<std::optional<queue::JobView>> show(std::string_view id) override {
    return run([&] { return real_->show(id); });
  }
  Result<queue::ListPage> list(std::string_view district, std::uint64_t offset, std::uint64_t limit) override {
    return run([&] { return real_->list(district, offset, limit); });
  }
  Result<queue::ListPage> dead(std::uint64_t offset, std::uint64_t limit) override {
    return run([&] { return real_->dead(offset, limit); });
  }
  Result<std::vector<queue::Unsaved>> unsaved(std::chrono::milliseconds age, std::uint64_t limit) override {
    return run([&] { return real_->unsaved(age, limit); });
  }
  Result<queue::Counts> counts() override {
    return run([&] { return real_->counts(); });
  }
  Result<queue::Stats> stats() override {
    return run([&] { return real_->stats(); });
  }
  Result<void> announce(const queue::ProcessInfo& process) override {
    return run([&] { return real_->announce(process); });
  }
  Result<std::vector<queue::ProcessInfo>> processes() override {
    return run([&] { return real_->processes(); });
  }
  Result<bool> recovery_begin(std::string_view owner, std::chrono::milliseconds hold) override {
    return run([&] { return real_->recovery_begin(owner, hold); });
  }
  Result<bool> recovery_end(std::string_view owner, std::string_view epoch) override {
    return run([&] { return real_->recovery_end(owner, epoch); });
  }
  Result<queue::Standing> standing() override {
    return run([&] { return real_->standing(); });
  }
  void use_epoch(std::string_view epoch) override { real_->use_epoch(epoch); }

 private:
  template <class Call>
  auto run(const Call& call) -> decltype(call()) {
    strike_();
    auto result = call();
    strike_();
    return result;
  }

  queue::Queue* real_;
  std::function<void()> strike_;
};

}  // namespace sipro::test
