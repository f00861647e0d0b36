#include "recovery/retention.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "recovery/quiet.hpp"
#include "recovery/tree.hpp"
#include "recovery/uploads.hpp"
#include "storage/layout.hpp"

namespace sipro::recovery {
namespace {

using Time = std::chrono::system_clock::time_point;

constexpr std::string_view kRemoved = "removed-";
constexpr std::chrono::milliseconds kHold{30'000};
constexpr std::chrono::hours kExpired{24};  // hosts' clocks differ
constexpr std::array<std::string_view, 2> kLibraries{"historis", "publikasi"};

struct EndedJob {
  std::string id;
  unsigned round = 1;
  Time since;
  bool is_over = false;
  bool is_kept = false;
};

/// What the facts of a district's jobs say.
struct District {
  std::vector<EndedJob> ended;
  std::unordered_set<std::string> needed_jobs;
  std::unordered_set<std::string> needed_uploads;
  tenancy::Keeping keeping;
  std::chrono::minutes offset{};
  bool is_sure = true;
};

Time time_of(std::int64_t micros) {
  return Time(std::chrono::duration_cast<Time::duration>(std::chrono::microseconds(micros)));
}

class Retention {
 public:
  Retention(const storage::JobFiles& files, queue::Queue& queue, const RetentionOptions& options)
      : files_(&files), queue_(&queue), options_(&options) {}

  Result<RetentionReport> run() {
    if (auto begun = begin(); !begun) return begun.error();
    auto done = all_districts();
    if (!options_->dry_run) static_cast<void>(queue_->recovery_end(options_->owner, ""));
    if (!done) return done.error();
    return std::move(report_);
  }

 private:
  Result<void> begin() {
    const auto quiet = is_quiet(*files_, *queue_, options_->owner);
    if (!quiet) return quiet.error();
    if (!*quiet) return Error{Errc::recovering, "the queue is being recovered, or has to be; nothing is removed now"};
    const auto standing = queue_->standing();
    if (!standing) return standing.error();
    now_ = std::min(options_->now, time_of(standing->now.count()));
    return options_->dry_run ? Result<void>() : hold_lock();
  }

  Result<void> hold_lock() {
    const auto mine = queue_->recovery_begin(options_->owner, kHold);
    if (!mine) return mine.error();
    if (!*mine) return Error{Errc::recovering, "another process recovers the queue or removes old jobs"};
    return {};
  }

  Result<void> all_districts() {
    const auto districts = files_->list_districts();
    if (!districts) return districts.error();
    for (const auto& name : *districts) {
      if (auto done = one_district(name); !done) return done.error();
    }
    return {};
  }

  Result<void> one_district(const std::string& name) {
    if (!options_->dry_run) {
      if (auto done = finish_begun(name, files_->layout().jobs(name), true); !done) return done.error();
      if (auto done = finish_begun(name, files_->layout().uploads(name), false); !done) return done.error();
      for (const auto library : kLibraries) {
        const auto folder = files_->layout().library(name, library);
        if (auto done = finish_begun(name, folder, false); !done) return done.error();
      }
    }
    const auto district = read_district(name);
    if (!district) return district.error();
    if (!district->is_sure) return {};
    for (const auto& job : district->ended) {
      if (!job.is_over) continue;
      if (auto done = one_job(name, job, *district); !done) return done.error();
    }
    for (const auto library : kLibraries) {
      auto done = old_uploads(name, *district, files_->layout().library(name, library), std::nullopt);
      if (!done) return done.error();
    }
    return old_uploads(name, *district, files_->layout().uploads(name),
                       std::chrono::days(district->keeping.uploads_days));
  }

  Result<void> finish_begun(const std::string& district, const std::filesystem::path& folder, bool are_jobs) {
    const auto entries = files_->files().list(folder);
    if (!entries) return entries.error().code == Errc::not_found ? Result<void>() : entries.error();
    for (const auto& entry : *entries) {
      if (!entry.name.starts_with(kRemoved)) continue;
      if (are_jobs) {
        const std::string id = entry.name.substr(kRemoved.size());
        const auto is_kept = put_back_if_kept(folder, id);
        if (!is_kept) return is_kept.error();
        if (*is_kept) continue;
        const auto forgotten = queue_->forget(id);
        if (!forgotten) return forgotten.error();
        if (*forgotten == queue::ForgetOutcome::not_ended) {
          report_.doubtful.push_back({district, entry.name, "was removed, but the queue holds it as unfinished"});
          continue;
        }
      }
      if (auto removed = files_->files().remove(folder / entry.name); !removed) return removed.error();
      ++report_.finished;
    }
    return {};
  }

  /// An officer may have said so since the facts were read; once the folder has its other name, nobody can any more.
  Result<bool> put_back_if_kept(const std::filesystem::path& folder, const std::string& id) {
    const auto away = folder / (std::string(kRemoved) + id);
    const auto marked = files_->files().status(away / storage::kKeepFile);
    if (!marked && marked.error().code == Errc::not_found) return false;
    if (!marked) return marked.error();
    if (auto renamed = files_->files().rename(away, folder / id); !renamed) return renamed.error();
    ++report_.kept;
    return true;
  }

  Result<District> read_district(const std::string& name) {
    District district;
    const auto* known = options_->districts.find(name);
    district.keeping = known != nullptr ? known->keeping : options_->districts.keeping();
    district.offset = known != nullptr ? known->offset : tenancy::District().offset;
    const auto ids = files_->list_jobs(name);
    if (!ids) return ids.error();
    for (const auto& id : *ids) {
      const auto facts = files_->read_facts(name, id);
      if (!facts && facts.error().code != Errc::fact_damaged && facts.error().code != Errc::not_found) {
        return facts.error();
      }
      if (!facts || !take(*facts, district)) {
        report_.doubtful.push_back({name, id, facts ? "its payload can't be read" : facts.error().context});
        district.is_sure = false;
      }
    }
    return district;
  }

  bool take(const storage::JobFacts& facts, District& district) const {
    if (facts.end) {
      const std::int64_t since = facts.end->finished_us > 0 ? facts.end->finished_us : facts.job.created_us;
      const auto last = tenancy::kept_until(time_of(since), district.keeping, district.offset);
      const bool is_over = tenancy::is_over(last, now_, district.offset);
      district.ended.push_back({facts.job.id, facts.round, time_of(since), is_over, facts.kept});
      if (!facts.kept && (!facts.end->dead || is_over)) return true;
    }
    const auto needs = needs_of(facts.job.payload);
    if (!needs) return false;
    district.needed_jobs.insert(needs->jobs.begin(), needs->jobs.end());
    district.needed_jobs.insert(facts.job.after.begin(), facts.job.after.end());
    district.needed_uploads.insert(needs->uploads.begin(), needs->uploads.end());
    return true;
  }

  Result<void> one_job(const std::string& district, const EndedJob& job, const District& facts) {
    if (job.is_kept) {
      ++report_.kept;
      return {};
    }
    if (facts.needed_jobs.contains(job.id)) {
      ++report_.needed;
      return {};
    }
    const auto seen = queue_->show(job.id);
    if (!seen) return seen.error();
    if (*seen && (!queue::is_terminal((*seen)->state) || (*seen)->round != job.round)) {
      report_.doubtful.push_back({district, job.id, "has ended on storage, but not in the queue"});
      return {};
    }
    const auto folder = files_->layout().jobs(district);
    return remove(RemovedKind::job, district, folder, job.id, job.since);
  }

  /// `life`: of a whole upload; nothing: it stays.
  Result<void> old_uploads(const std::string& district, const District& facts, const std::filesystem::path& folder,
                           std::optional<std::chrono::days> life) {
    const auto entries = files_->files().list(folder);
    if (!entries) return entries.error().code == Errc::not_found ? Result<void>() : entries.error();
    for (const auto& entry : *entries) {
      if (!storage::is_id(entry.name)) continue;
      const auto tree = look_at_tree(files_->files(), folder / entry.name);
      if (!tree) return tree.error();
      const auto until = unfinished_until(files_->files(), folder / entry.name);
      if (!until && until.error().code != Errc::fact_damaged) return until.error();
      if (!until) {
        report_.doubtful.push_back({district, entry.name, until.error().context});
        continue;
      }
      const bool is_over = *until ? **until <= now_ - kExpired : life.has_value() && tree->changed <= now_ - *life;
      if (!is_over) continue;
      if (facts.needed_uploads.contains(entry.name)) {
        ++report_.needed;
        continue;
      }
      auto done = remove(RemovedKind::upload, district, folder, entry.name, tree->changed);
      if (!done) return done.error();
    }
    return {};
  }

  Result<void> remove(RemovedKind kind, const std::string& district, const std::filesystem::path& folder,
                      const std::string& id, Time since) {
    const auto tree = look_at_tree(files_->files(), folder / id);
    if (!tree) return tree.error();
    if (!options_->dry_run) {
      if (auto mine = hold_lock(); !mine) return mine.error();
      const auto away = folder / (std::string(kRemoved) + id);
      if (auto renamed = files_->files().rename(folder / id, away); !renamed) return renamed.error();
      if (kind == RemovedKind::job) {
        const auto is_kept = put_back_if_kept(folder, id);
        if (!is_kept) return is_kept.error();
        if (*is_kept) return {};
        const auto forgotten = queue_->forget(id);
        if (!forgotten) return forgotten.error();
      }
      if (auto removed = files_->files().remove(away); !removed) return removed.error();
    }
    report_.removed.push_back({kind, district, id, tree->bytes, since});
    return {};
  }

  const storage::JobFiles* files_;
  queue::Queue* queue_;
  const RetentionOptions* options_;
  RetentionReport report_;
  Time now_;
};

}  // namespace

Result<RetentionReport> retention(const storage::JobFiles& files, queue::Queue& queue,
                                  const RetentionOptions& options) {
  return Retention(files, queue, options).run();
}

}  // namespace sipro::recovery
