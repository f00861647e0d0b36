#include "recovery/restorer.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

#include "base/parallel.hpp"
#include "recovery/job_order.hpp"

namespace sipro::recovery {
namespace {

constexpr std::size_t kChunk = 500;         // jobs read between two looks at the lock
constexpr std::size_t kBatch = 50;          // jobs a call of restore
constexpr std::size_t kFewUnreadable = 10;  // more than these: storage is away, not a file

}  // namespace

Result<void> Restorer::run(const std::vector<JobName>& jobs) {
  if (auto done = read(jobs); !done) return done.error();
  if (auto done = read_parents(); !done) return done.error();
  if (!unreadable_.empty()) {
    // Once more: what fails now as well is named, unless it is too much to be a few bad files.
    const std::vector<JobName> again = std::exchange(unreadable_, {});
    for (const auto& name : again) seen_.erase(name.id);
    if (auto done = read(again); !done) return done.error();
    if (auto done = read_parents(); !done) return done.error();
    if (unreadable_.size() > kFewUnreadable) {
      return Error{Errc::storage_unavailable, "storage failed for " + std::to_string(unreadable_.size()) +
                                                  " jobs; the first: " + unreadable_why_[unreadable_.front().id]};
    }
    for (const auto& name : unreadable_) leave_out(name.district, name.id, unreadable_why_[name.id]);
  }
  if (auto done = restore(ended_); !done) return done.error();
  return restore_unfinished();
}

Result<void> Restorer::read(const std::vector<JobName>& jobs) {
  for (std::size_t first = 0; first < jobs.size(); first += kChunk) {
    if (auto mine = go_on_(); !mine) return mine.error();
    if (auto done = read_chunk(&jobs[first], std::min(kChunk, jobs.size() - first)); !done) return done.error();
    if (ended_.size() < kBatch) continue;
    if (auto done = restore(ended_); !done) return done.error();
  }
  return {};
}

Result<void> Restorer::read_chunk(const JobName* first, std::size_t count) {
  std::vector<JobReading> readings(count);
  parallel_for(count, options_->threads, [&](std::size_t i) {
    readings[i] = read_job(*files_, first[i].district, first[i].id, options_->max_strikes, now_);
  });
  for (std::size_t i = 0; i < count; ++i) {
    if (seen_.insert(first[i].id).second) take(first[i], std::move(readings[i]));
  }
  return {};
}

void Restorer::take(const JobName& name, JobReading reading) {
  switch (reading.reading) {
    case Reading::nothing: return;
    case Reading::doubtful: leave_out(name.district, name.id, std::move(reading.reason)); return;
    case Reading::unreadable:
      unreadable_.push_back(name);
      unreadable_why_[name.id] = std::move(reading.reason);
      return;
    case Reading::partly: report_->doubtful.push_back({name.district, name.id, std::move(reading.reason)}); break;
    case Reading::whole: break;
  }
  ++report_->found;
  (reading.job.end ? ended_ : unfinished_).push_back(std::move(reading.job));
}

void Restorer::leave_out(const std::string& district, const std::string& id, std::string reason) {
  ++report_->found;
  report_->doubtful.push_back({district, id, std::move(reason)});
  missing_.insert(id);
}

/// A parent that Redis does not know counts as failed: so an unfinished job's parents are restored however old.
Result<void> Restorer::read_parents() {
  for (std::size_t looked = 0; looked < unfinished_.size();) {
    std::vector<JobName> parents;
    for (; looked < unfinished_.size(); ++looked) {
      const auto& spec = unfinished_[looked].spec;
      for (const auto& parent : spec.after) {
        if (!seen_.contains(parent)) parents.push_back({spec.district, parent});
      }
    }
    if (auto done = read(parents); !done) return done.error();
  }
  return {};
}

Result<void> Restorer::restore_unfinished() {
  for (const auto& name : unreadable_) missing_.insert(name.id);
  JobOrder order = parents_first(std::move(unfinished_), missing_);
  unfinished_.clear();
  for (const auto& job : order.held) {
    report_->doubtful.push_back({job.spec.district, job.spec.id, "comes after a job whose facts are damaged"});
  }
  for (const auto& job : order.circles) {
    report_->doubtful.push_back({job.spec.district, job.spec.id, "comes after itself"});
  }
  return restore(order.jobs);
}

Result<void> Restorer::restore(std::vector<queue::Restored>& jobs) {
  for (std::size_t first = 0; first < jobs.size(); first += kBatch) {
    if (first % kChunk == 0) {
      if (auto mine = go_on_(); !mine) return mine.error();
    }
    const auto answers = queue_->restore(std::span(jobs).subspan(first, std::min(kBatch, jobs.size() - first)));
    if (!answers) return answers.error();
    for (const auto& answer : *answers) {
      if (answer.outcome != queue::RestoreOutcome::kept) ++report_->restored;
      if (queue::is_terminal(answer.state)) {
        ++report_->ended;
      } else {
        ++(answer.state == queue::JobState::running ? report_->running : report_->queued);
      }
    }
  }
  jobs.clear();
  return {};
}

}  // namespace sipro::recovery
