// What a queue says, as text in which two implementations must agree: what the contract leaves open is left out.
#pragma once

#include <string>
#include <vector>

#include "queue/queue.hpp"

namespace sipro::test {

std::string text_of(const Error& error);
std::string text_of(const queue::JobView& view);
std::string text_of(const std::optional<queue::JobView>& view);
std::string text_of(const std::vector<queue::Enqueued>& answers);
std::string text_of(const std::optional<queue::Claimed>& claimed);
std::string text_of(queue::BeatOutcome outcome);
std::string text_of(const queue::EndOutcome& outcome);
std::string text_of(const queue::ReapOutcome& outcome);
std::string text_of(queue::CancelOutcome outcome);
std::string text_of(queue::ReplayOutcome outcome);
std::string text_of(queue::ForgetOutcome outcome);
std::string text_of(const std::vector<queue::RestoreAnswer>& answers);
std::string text_of(const queue::Stats& stats);
std::string text_of(const queue::Counts& counts);
std::string text_of(const queue::ListPage& page);
std::string text_of(const std::vector<queue::Unsaved>& unsaved);
std::string text_of(bool answer);

template <class T>
std::string text_of(const Result<T>& answer) {
  if (!answer) return text_of(answer.error());
  if constexpr (std::is_void_v<T>)
    return "done";
  else
    return text_of(*answer);
}

/// Everything that a queue shows of these districts, one line a job.
std::string world_of(queue::Queue& queue, const std::vector<std::string>& districts);

}  // namespace sipro::test
