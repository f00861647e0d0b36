#include "recovery/recover.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>

#include "base/parallel.hpp"
#include "base/random.hpp"
#include "recovery/ends.hpp"
#include "recovery/quiet.hpp"
#include "recovery/restorer.hpp"

namespace sipro::recovery {
namespace {

using queue::Micros;
using storage::JobFiles;

/// How far the clocks of storage and Redis may differ.
constexpr std::chrono::hours kClockMargin{1};
constexpr std::size_t kEpochBytes = 16;

/// Storage that is empty while Redis remembers an epoch is a volume that isn't mounted.
Result<void> check_storage_is_there(const JobFiles& files, const queue::Standing& standing, const std::string& epoch,
                                    const std::vector<JobName>& jobs) {
  if (!epoch.empty() || standing.epoch.empty() || !jobs.empty()) return {};
  const auto config = files.files().list(files.layout().config());
  if (config && !config->empty()) return {};
  return Error{Errc::storage_unavailable,
               files.layout().root().string() +
                   " is empty, but Redis belongs to a storage in use: is the volume mounted? For a new storage begin "
                   "with an empty Redis"};
}

struct Split {
  std::vector<JobName> lately;
  std::vector<JobName> older;
};

/// By the time of the last change of each job's folder: an attempt, an end and a replay all change it.
Result<Split> split_by_age(const JobFiles& files, std::vector<JobName> jobs, Micros since, unsigned threads) {
  std::vector<char> is_older(jobs.size(), 0);
  parallel_for(jobs.size(), threads, [&](std::size_t i) {
    const auto status = files.files().status(files.layout().job(jobs[i].district, jobs[i].id));
    // Where it can't be told, the reading will say why.
    is_older[i] = static_cast<char>(status && std::chrono::floor<Micros>(status->modified.time_since_epoch()) < since);
  });
  Split split;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    (is_older[i] != 0 ? split.older : split.lately).push_back(std::move(jobs[i]));
  }
  return split;
}

Result<void> restore_older(const JobFiles& files, queue::Queue& queue, const RecoverOptions& options,
                           const std::vector<JobName>& older, Micros now, RecoveryReport& report) {
  std::vector<char> is_wanted(older.size(), 0);
  parallel_for(older.size(), options.threads, [&](std::size_t i) {
    const auto ended = has_ended(files, older[i].district, older[i].id);
    is_wanted[i] = static_cast<char>(!ended || !*ended);
  });
  std::vector<JobName> wanted;
  for (std::size_t i = 0; i < older.size(); ++i) {
    if (is_wanted[i] != 0) wanted.push_back(older[i]);
  }
  Restorer restorer(files, queue, options, report, now, [] { return Result<void>(); });
  return restorer.run(wanted);
}

class Recovery {
 public:
  Recovery(const JobFiles& files, queue::Queue& queue, const RecoverOptions& options)
      : files_(&files), queue_(&queue), options_(&options) {}

  Result<RecoveryReport> run() {
    if (auto looked = look(); !looked) return looked.error();
    if (report_.scope != Scope::none) {
      if (auto mine = hold_lock(); !mine) return mine.error();
      // Another one may have done it all between the look and the lock.
      auto done = look();
      if (done && report_.scope != Scope::none) done = restore_and_open();
      if (!done || report_.scope == Scope::none) free_lock();
      if (!done) return done.error();
    }
    if (report_.scope == Scope::none) {
      queue_->use_epoch(report_.epoch);
      return std::move(report_);
    }
    if (auto done = restore_older(*files_, *queue_, *options_, older_, standing_.now, report_); !done) {
      return done.error();
    }
    const auto saved = save_ends(*files_, *queue_, std::chrono::milliseconds(0));
    if (!saved) return saved.error();
    report_.ends_saved = *saved;
    return std::move(report_);
  }

 private:
  /// What there is to do.
  Result<void> look() {
    auto epoch = epoch_on_storage(*files_);
    if (!epoch) return epoch.error();
    auto standing = queue_->standing();
    if (!standing) return standing.error();
    report_.epoch = std::move(*epoch);
    standing_ = std::move(*standing);
    const bool same_epoch = !report_.epoch.empty() && standing_.epoch == report_.epoch;
    report_.scope = is_open(standing_, report_.epoch) ? Scope::none : Scope::recent;
    if (!same_epoch || options_->everything) report_.scope = Scope::everything;
    is_new_epoch_ = !same_epoch;
    return {};
  }

  Result<void> hold_lock() {
    const auto mine = queue_->recovery_begin(options_->owner, options_->hold);
    if (!mine) return mine.error();
    if (!*mine) return Error{Errc::recovering, "another process is recovering the queue"};
    return {};
  }

  /// Where this fails too, the lock frees itself when its time is over.
  void free_lock() { static_cast<void>(queue_->recovery_end(options_->owner, "")); }

  Result<void> restore_and_open() {
    auto jobs = all_jobs(*files_);
    if (!jobs) return jobs.error();
    if (auto there = check_storage_is_there(*files_, standing_, report_.epoch, *jobs); !there) return there.error();
    if (report_.scope == Scope::recent && standing_.last_tick) {
      const Micros since = std::min(standing_.now - options_->recent, *standing_.last_tick - kClockMargin);
      auto split = split_by_age(*files_, std::move(*jobs), since, options_->threads);
      if (!split) return split.error();
      *jobs = std::move(split->lately);
      older_ = std::move(split->older);
    }
    Restorer restorer(*files_, *queue_, *options_, report_, standing_.now, [this] { return hold_lock(); });
    if (auto done = restorer.run(*jobs); !done) return done.error();
    return open();
  }

  Result<void> open() {
    if (auto mine = hold_lock(); !mine) return mine.error();
    const auto standing = queue_->standing();
    if (!standing) return standing.error();
    if (standing->server != standing_.server) {
      return Error{Errc::recovering, "Redis was restarted while it was recovered; it has to be done again"};
    }
    if (is_new_epoch_) {
      // Before the queue opens: killed in between, the next one sees two epochs and does it all again.
      report_.epoch = random_hex(kEpochBytes);
      auto written = storage::write_epoch(files_->files(), files_->layout(), report_.epoch);
      if (!written) return written.error();
    }
    const auto opened = queue_->recovery_end(options_->owner, report_.epoch);
    if (!opened) return opened.error();
    if (!*opened) return Error{Errc::recovering, "the recovery lock was lost; another process goes on"};
    if (options_->opened) options_->opened();
    return {};
  }

  const JobFiles* files_;
  queue::Queue* queue_;
  const RecoverOptions* options_;
  RecoveryReport report_;
  queue::Standing standing_;
  bool is_new_epoch_ = false;
  std::vector<JobName> older_;
};

}  // namespace

Result<RecoveryReport> recover(const JobFiles& files, queue::Queue& queue, const RecoverOptions& options) {
  return Recovery(files, queue, options).run();
}

Result<RecoveryReport> restore_unfinished(const JobFiles& files, queue::Queue& queue, const RecoverOptions& options) {
  const auto standing = queue.standing();
  if (!standing) return standing.error();
  const auto jobs = all_jobs(files);
  if (!jobs) return jobs.error();
  RecoveryReport report;
  report.scope = Scope::recent;
  report.epoch = standing->epoch;
  if (auto done = restore_older(files, queue, options, *jobs, standing->now, report); !done) return done.error();
  return report;
}

}  // namespace sipro::recovery
