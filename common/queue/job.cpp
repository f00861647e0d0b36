#include "queue/job.hpp"

#include <array>
#include <cstddef>

namespace sipro::queue {
namespace {

constexpr std::array<std::string_view, 7> kStates = {"blocked",   "queued", "running",  "retrying",
                                                     "succeeded", "failed", "cancelled"};
constexpr std::array<std::string_view, 5> kFailClasses = {"file", "resource", "crash", "interruption", "cancel"};
constexpr std::array<std::string_view, 6> kWaitReasons = {"none",   "workers_busy", "district_cap",
                                                          "paused", "retry_at",     "after"};

template <class Word, std::size_t count>
std::optional<Word> parse(const std::array<std::string_view, count>& words, std::string_view text) {
  for (std::size_t i = 0; i < count; ++i) {
    if (words[i] == text) return static_cast<Word>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(JobState state) { return kStates.at(static_cast<std::size_t>(state)); }
std::optional<JobState> parse_state(std::string_view text) { return parse<JobState>(kStates, text); }

bool is_terminal(JobState state) {
  switch (state) {
    case JobState::blocked:
    case JobState::queued:
    case JobState::running:
    case JobState::retrying: return false;
    case JobState::succeeded:
    case JobState::failed:
    case JobState::cancelled: return true;
  }
  return false;
}

std::string_view to_string(FailClass fail_class) { return kFailClasses.at(static_cast<std::size_t>(fail_class)); }

std::string_view to_string(WaitReason reason) { return kWaitReasons.at(static_cast<std::size_t>(reason)); }
std::optional<WaitReason> parse_wait_reason(std::string_view text) { return parse<WaitReason>(kWaitReasons, text); }

}  // namespace sipro::queue
