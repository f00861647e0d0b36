// sipro-admin queue: what waits, runs, failed; and the few things that an operator does about it.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <memory>

#include "admin/answer.hpp"
#include "admin/commands.hpp"
#include "admin/figures.hpp"
#include "admin/job_words.hpp"
#include "admin/parts.hpp"
#include "admin/show_command.hpp"
#include "admin/upgrade_command.hpp"
#include "tenancy/districts.hpp"

namespace sipro::admin {
namespace {

namespace json = boost::json;
using queue::JobView;

constexpr std::uint64_t kPage = 100;

struct Options {
  std::string id;
  std::string district;
  std::string state;
  unsigned limit = 50;
  bool all = false;
  bool dry_run = false;
};

/// Those that storage or the configuration names.
Result<std::vector<std::string>> all_districts(const storage::JobFiles& files) {
  auto ids = files.list_districts();
  if (!ids) return ids.error();
  if (const auto districts = tenancy::read_districts(files.files(), files.layout())) {
    for (const auto& district : districts->districts) ids->push_back(district.id);
  }
  std::sort(ids->begin(), ids->end());
  ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
  return ids;
}

bool is_wanted(const JobView& job, const Options& options) {
  if (!options.district.empty() && job.spec.district != options.district) return false;
  if (options.state.empty()) return true;
  return options.state == "dead" ? job.dead : options.state == to_string(job.state);
}

/// page(offset, limit) gives pages of jobs, newest first; those that are wanted are added, up to the limit.
template <class Page>
Result<void> collect(const Page& page, const Options& options, std::vector<JobView>& jobs) {
  std::uint64_t found = 0;
  for (std::uint64_t offset = 0;; offset += kPage) {
    auto got = page(offset, kPage);
    if (!got) return got.error();
    for (auto& job : got->jobs) {
      if (!is_wanted(job, options)) continue;
      jobs.push_back(std::move(job));
      if (++found >= options.limit) return {};
    }
    if (got->jobs.size() < kPage) return {};
  }
}

Result<std::vector<JobView>> find_jobs(queue::Queue& queue, const storage::JobFiles& files, const Options& options) {
  std::vector<JobView> jobs;
  if (options.state == "dead") {
    auto done = collect([&](auto offset, auto limit) { return queue.dead(offset, limit); }, options, jobs);
    if (!done) return done.error();
    return jobs;
  }
  auto districts =
      options.district.empty() ? all_districts(files) : Result<std::vector<std::string>>(std::vector{options.district});
  if (!districts) return districts.error();
  for (const auto& district : *districts) {
    const auto page = [&](auto offset, auto limit) { return queue.list(district, offset, limit); };
    if (auto done = collect(page, options, jobs); !done) return done.error();
  }
  std::stable_sort(jobs.begin(), jobs.end(), [](const auto& a, const auto& b) { return a.created > b.created; });
  if (jobs.size() > options.limit) jobs.resize(options.limit);
  return jobs;
}

std::string summary(const queue::Stats& stats, queue::Micros now) {
  std::string text = std::string(stats.paused ? "PAUSED. " : "") + std::to_string(stats.running) + " running, " +
                     std::to_string(stats.waiting) + " queued, " + std::to_string(stats.delayed) + " retrying, " +
                     std::to_string(stats.blocked) + " blocked, " + std::to_string(stats.dead) + " dead";
  if (stats.oldest_waiting) text += "; the oldest waits for " + how_long(now - *stats.oldest_waiting);
  return text + "\n";
}

json::object stats_json(const queue::Stats& stats) {
  json::object object{{"running", stats.running}, {"queued", stats.waiting},  {"retrying", stats.delayed},
                      {"blocked", stats.blocked}, {"backlog", stats.backlog}, {"dead", stats.dead},
                      {"unsaved", stats.unsaved}, {"paused", stats.paused},   {"oldest_waiting", nullptr}};
  if (stats.oldest_waiting) object["oldest_waiting"] = iso_time(*stats.oldest_waiting);
  return object;
}

int list(const Settings& settings, const Options& options) {
  Parts parts(settings);
  const auto files = parts.files();
  if (!files) return fail(settings, files.error());
  const auto queue = parts.queue();
  if (!queue) return fail(settings, queue.error());
  const auto stats = (*queue)->stats();
  if (!stats) return fail(settings, stats.error());
  const auto standing = (*queue)->standing();
  if (!standing) return fail(settings, standing.error());
  const auto jobs = find_jobs(**queue, **files, options);
  if (!jobs) return fail(settings, jobs.error());
  Table table({"ID", "DISTRICT", "KIND", "STATE", "ACCEPTED", "BY", "ATTEMPTS", "NOTE"});
  json::array array;
  for (const auto& job : *jobs) {
    table.add({job.spec.id, job.spec.district, job.spec.kind, std::string(to_string(job.state)), when(job.created),
               job.spec.by.empty() ? "-" : job.spec.by, std::to_string(job.attempt), note_of(job, standing->now)});
    array.push_back(as_json(job));
  }
  answer(settings, {{"jobs", array}, {"stats", stats_json(*stats)}},
         summary(*stats, standing->now) + (table.empty() ? "No such job.\n" : table.text()));
  return ExitCode::done;
}

int cancel(const Settings& settings, const Options& options) {
  Parts parts(settings);
  const auto queue = parts.queue();
  if (!queue) return fail(settings, queue.error());
  const auto outcome = (*queue)->cancel(options.id, settings.by);
  if (!outcome) return fail(settings, outcome.error());
  std::string word;
  std::string text;
  switch (*outcome) {
    case queue::CancelOutcome::cancelled:
      word = "cancelled";
      text = "Cancelled, and so are the jobs that come after it.\n";
      break;
    case queue::CancelOutcome::asked:
      word = "asked";
      text = "Its worker is asked to stop it; it ends within seconds.\n";
      break;
    case queue::CancelOutcome::already_ended:
      return fail(settings, {Errc::wrong_state, "job " + options.id + " has already ended"});
    case queue::CancelOutcome::unknown:
      return fail(settings, {Errc::not_found, "the queue knows no job " + options.id});
  }
  answer(settings, {{"id", options.id}, {"outcome", word}}, text);
  return ExitCode::done;
}

/// The fact goes first: a replay that Redis then loses is restored by the next recovery.
Result<void> replay_one(queue::Queue& queue, const storage::JobFiles& files, const JobView& job,
                        const std::string& by) {
  const auto& spec = job.spec;
  if (!job.dead) return Error{Errc::wrong_state, "job " + spec.id + " is no dead letter; only those can be replayed"};
  // A later round begins only where the end of this one is known to storage too.
  if (auto end = files.read_end(spec.district, spec.id, job.round); !end) return end.error();
  auto written = files.write_replay(spec.district, spec.id, job.round + 1, by);
  if (!written) return written.error();
  const auto outcome = queue.replay(spec.id, job.round, by);
  if (!outcome) return outcome.error();
  if (*outcome == queue::ReplayOutcome::queued) return {};
  return Error{Errc::wrong_state, "job " + spec.id + " was changed meanwhile; look at it again"};
}

int replay(const Settings& settings, const Options& options) {
  if (options.all == !options.id.empty()) return fail(settings, {Errc::wrong_usage, "give either ID or --all"});
  Parts parts(settings);
  const auto files = parts.files();
  if (!files) return fail(settings, files.error());
  const auto queue = parts.queue();
  if (!queue) return fail(settings, queue.error());
  std::vector<JobView> jobs;
  if (options.all) {
    Options every = options;
    every.limit = UINT32_MAX;
    auto done = collect([&](auto offset, auto limit) { return (*queue)->dead(offset, limit); }, every, jobs);
    if (!done) return fail(settings, done.error());
  } else {
    auto job = (*queue)->show(options.id);
    if (!job) return fail(settings, job.error());
    if (!*job) return fail(settings, {Errc::not_found, "the queue knows no job " + options.id});
    jobs.push_back(std::move(**job));
  }
  json::array array;
  std::string text;
  for (const auto& job : jobs) {
    if (auto done = replay_one(**queue, **files, job, settings.by); !done) return fail(settings, done.error());
    array.push_back(json::string(job.spec.id));
    text += "replayed " + job.spec.id + ", round " + std::to_string(job.round + 1) + "\n";
  }
  answer(settings, {{"replayed", array}}, jobs.empty() ? "No dead letter.\n" : text);
  return ExitCode::done;
}

int pause(const Settings& settings, bool paused) {
  Parts parts(settings);
  const auto queue = parts.queue();
  if (!queue) return fail(settings, queue.error());
  if (auto done = (*queue)->pause(paused, settings.by); !done) return fail(settings, done.error());
  answer(settings, {{"paused", paused}},
         paused ? "Paused: nothing new starts; what runs goes on. sipro-admin queue resume\n" : "Resumed.\n");
  return ExitCode::done;
}

int audit(const Settings& settings) {
  Parts parts(settings);
  const auto queue = parts.queue();
  if (!queue) return fail(settings, queue.error());
  std::string cursor = "0";
  std::uint64_t looked = 0;
  json::array array;
  Table table({"JOB", "PLACE", "MENDED"});
  do {
    const auto page = (*queue)->audit(cursor);
    if (!page) return fail(settings, page.error());
    cursor = page->cursor;
    looked += page->looked;
    for (const auto& mended : page->mended) {
      array.push_back({{"id", mended.id}, {"place", mended.place}, {"added", mended.added}});
      table.add({mended.id, mended.place, mended.added ? "was missing: added" : "did not belong there: removed"});
    }
  } while (cursor != "0");
  const std::string text = "Looked at " + std::to_string(looked) + " entries" + "; ";
  answer(settings, {{"looked", looked}, {"mended", array}},
         table.empty() ? text + "every job is in exactly its places.\n"
                       : text + std::to_string(array.size()) + " mended:\n" + table.text());
  return ExitCode::done;
}

using Run = int (*)(const Settings&, const Options&);

/// A subcommand that runs `run` with options of its own.
CLI::App* add_one(CLI::App& queue, const char* name, const char* about, const Settings& settings, int& exit_code,
                  const std::shared_ptr<Options>& options, Run run) {
  CLI::App* command = queue.add_subcommand(name, about);
  command->callback([&settings, &exit_code, options, run] { exit_code = run(settings, *options); });
  return command;
}

}  // namespace

void add_queue(CLI::App& app, const Settings& settings, int& exit_code) {
  CLI::App* queue = app.add_subcommand("queue", "Jobs: what waits, runs, failed");
  queue->require_subcommand(1);
  queue->fallthrough();
  const auto options = std::make_shared<Options>();
  const auto add = [&](const char* name, const char* about, Run run) {
    return add_one(*queue, name, about, settings, exit_code, options, run);
  };
  auto* command = add("list", "The newest jobs", list);
  command->add_option("--district", options->district, "Only this district's");
  command->add_option("--state", options->state, "Only those in this state")
      ->check(CLI::IsMember({"blocked", "queued", "running", "retrying", "succeeded", "failed", "cancelled", "dead"}));
  command->add_option("--limit", options->limit, "At most so many")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000));
  command = add("show", "One job: its state, history, facts and evidence",
                [](const Settings& s, const Options& o) { return show_job(s, o.id); });
  command->add_option("ID", options->id)->required();
  command = add("cancel", "Ends a job that waits or runs", cancel);
  command->add_option("ID", options->id)->required();
  command = add("replay", "Runs dead letters again", replay);
  command->add_option("ID", options->id);
  command->add_flag("--all", options->all, "All dead letters");
  command->add_option("--district", options->district, "With --all: only this district's");
  add("pause", "Starts nothing new; what runs goes on",
      [](const Settings& s, const Options&) { return pause(s, true); });
  add("resume", "Ends a pause", [](const Settings& s, const Options&) { return pause(s, false); });
  add("audit", "Checks that every job is in exactly its places, and mends what is not",
      [](const Settings& s, const Options&) { return audit(s); });
  command = add("upgrade", "Function libraries and processes; removes an older library that nobody uses",
                [](const Settings& s, const Options& o) { return upgrade(s, o.dry_run); });
  command->add_flag("--dry-run", options->dry_run, "Only tell");
}

}  // namespace sipro::admin
