#include "admin/job_words.hpp"

#include <boost/json.hpp>

#include "admin/figures.hpp"
#include "base/text.hpp"

namespace sipro::admin {
namespace {

namespace json = boost::json;
using queue::JobState;
using queue::WaitReason;

json::string word(std::string_view text) { return json::string(text.data(), text.size()); }

std::string place_in_words(const queue::JobView& job, queue::Micros now) {
  switch (job.place.reason) {
    case WaitReason::none: return {};
    case WaitReason::workers_busy:
      return count_of(job.place.ahead, "job") + " of its district ahead; all workers are busy";
    case WaitReason::district_cap:
      return count_of(job.place.ahead, "job") + " of its district ahead; its district runs as many as it may";
    case WaitReason::paused: return "the queue is paused (sipro-admin queue resume)";
    case WaitReason::retry_at:
      return job.place.retry_at ? "tried again in " + how_long(*job.place.retry_at - now) : std::string("tried again");
    case WaitReason::after: return "waits for " + count_of(job.spec.after.size(), "job") + " that it comes after";
  }
  return {};
}

std::string progress_in_words(const queue::JobView& job) {
  std::string text = job.progress.phase.empty() ? "starting" : job.progress.phase;
  if (job.progress.total > 0) {
    text += " " + std::to_string(100 * job.progress.done / job.progress.total) + "%";
  }
  return text;
}

json::object error_json(const queue::JobError& error) {
  return {{"code", error.code}, {"message", error.message}, {"details", error.details}};
}

}  // namespace

json::object as_json(const queue::JobView& job) {
  json::object object{{"id", job.spec.id},
                      {"district", job.spec.district},
                      {"kind", job.spec.kind},
                      {"state", word(to_string(job.state))},
                      {"dead", job.dead},
                      {"round", job.round},
                      {"attempt", job.attempt},
                      {"strikes", job.strikes},
                      {"retries", job.retries},
                      {"interruptions", job.interruptions},
                      {"cancel_asked", job.cancel_asked},
                      {"by", job.spec.by},
                      {"trace", job.spec.trace},
                      {"worker", job.worker},
                      {"after", json::array(job.spec.after.begin(), job.spec.after.end())},
                      {"created_at", iso_time(job.created)},
                      {"started_at", nullptr},
                      {"finished_at", nullptr},
                      {"wait_reason", word(to_string(job.place.reason))},
                      {"error", nullptr}};
  if (job.started) object["started_at"] = iso_time(*job.started);
  if (job.finished) object["finished_at"] = iso_time(*job.finished);
  if (job.error) object["error"] = error_json(*job.error);
  return object;
}

std::string state_in_words(const queue::JobView& job, queue::Micros now) {
  const std::string place = place_in_words(job, now);
  switch (job.state) {
    case JobState::blocked: return "blocked: " + place + ".";
    case JobState::queued:
      return "queued: runs as soon as a worker is free for it" + (place.empty() ? "." : "; " + place + ".");
    case JobState::running:
      return "running: attempt " + std::to_string(job.attempt) + " by " + job.worker + ", " + progress_in_words(job) +
             (job.started ? ", for " + how_long(now - *job.started) : "") +
             (job.cancel_asked ? "; it was asked to stop and ends within seconds." : ".");
    case JobState::retrying: return "retrying: " + (place.empty() ? "waits" : place) + ".";
    case JobState::succeeded: return "succeeded by attempt " + std::to_string(job.attempt) + "; its results stay.";
    case JobState::failed:
      return job.dead ? "failed for good, a dead letter after " + count_of(job.strikes, "strike") + " and " +
                            (job.retries == 1 ? "1 retry" : std::to_string(job.retries) + " retries") + "."
                      : "failed by its file or its parameters; the officer was told what to do.";
    case JobState::cancelled: return "cancelled; it will not run.";
  }
  return {};
}

std::string note_of(const queue::JobView& job, queue::Micros now) {
  if (job.state == JobState::running) return progress_in_words(job) + " by " + job.worker;
  if (job.dead && job.error) return "DEAD: " + job.error->code;
  if (job.error) return job.error->code;
  return place_in_words(job, now);
}

std::string advice_for(const queue::JobView& job) {
  if (job.dead) {
    return "Look at the last words of its attempts above. When the cause is gone: sipro-admin queue replay " +
           job.spec.id + "\nIts attempt folders stay until then.";
  }
  if (job.state == JobState::queued && job.place.reason == WaitReason::paused) {
    return "Nothing starts while the queue is paused: sipro-admin queue resume";
  }
  if (job.state == JobState::retrying) {
    return "It is tried again by itself. What is missing (disk, storage) shows in: sipro-admin doctor";
  }
  return {};
}

}  // namespace sipro::admin
