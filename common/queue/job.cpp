#include "queue/job.hpp"

namespace sipro::queue {

namespace {

/// The enumerator whose name this is, of the consecutive ones up to `last`.
template <class Enum>
std::optional<Enum> parse(std::string_view text, Enum last) {
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    if (to_string(static_cast<Enum>(i)) == text) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(JobState state) {
  switch (state) {
    case JobState::blocked: return "blocked";
    case JobState::queued: return "queued";
    case JobState::running: return "running";
    case JobState::retrying: return "retrying";
    case JobState::succeeded: return "succeeded";
    case JobState::failed: return "failed";
    case JobState::cancelled: return "cancelled";
  }
  return "";
}

std::optional<JobState> parse_state(std::string_view text) { return parse(text, JobState::cancelled); }

bool is_terminal(JobState state) {
  switch (state) {
    case JobState::succeeded:
    case JobState::failed:
    case JobState::cancelled: return true;
    case JobState::blocked:
    case JobState::queued:
    case JobState::running:
    case JobState::retrying: return false;
  }
  return false;
}

std::string_view to_string(FailClass fail_class) {
  switch (fail_class) {
    case FailClass::file: return "file";
    case FailClass::resource: return "resource";
    case FailClass::crash: return "crash";
    case FailClass::interruption: return "interruption";
    case FailClass::cancel: return "cancel";
  }
  return "";
}

std::optional<FailClass> parse_fail_class(std::string_view text) { return parse(text, FailClass::cancel); }

std::string_view to_string(WaitReason reason) {
  switch (reason) {
    case WaitReason::none: return "none";
    case WaitReason::workers_busy: return "workers_busy";
    case WaitReason::district_cap: return "district_cap";
    case WaitReason::paused: return "paused";
    case WaitReason::retry_at: return "retry_at";
    case WaitReason::after: return "after";
  }
  return "";
}

std::optional<WaitReason> parse_wait_reason(std::string_view text) { return parse(text, WaitReason::after); }

}  // namespace sipro::queue
