// sipro-admin recover and retention.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <map>
#include <memory>

#include "admin/answer.hpp"
#include "admin/commands.hpp"
#include "admin/figures.hpp"
#include "admin/parts.hpp"
#include "base/random.hpp"
#include "recovery/recover.hpp"
#include "recovery/retention.hpp"

namespace sipro::admin {
namespace {

namespace json = boost::json;
using recovery::Doubtful;

std::string owner_of(const Settings& settings) { return settings.by + ":" + random_hex(4); }

json::array as_json(const std::vector<Doubtful>& doubtful) {
  json::array array;
  for (const auto& one : doubtful) {
    array.push_back({{"district", one.district}, {"id", one.id}, {"reason", one.reason}});
  }
  return array;
}

std::string in_words(const std::vector<Doubtful>& doubtful) {
  if (doubtful.empty()) return {};
  Table table({"DISTRICT", "JOB", "WHY"});
  for (const auto& one : doubtful) table.add({one.district, one.id, one.reason});
  return table.text();
}

int recover(const Settings& settings) {
  Parts parts(settings);
  const auto files = parts.files();
  if (!files) return fail(settings, files.error());
  const auto queue = parts.queue();
  if (!queue) return fail(settings, queue.error());
  recovery::RecoverOptions options;
  options.owner = owner_of(settings);
  options.everything = true;
  const auto report = recovery::recover(**files, **queue, options);
  if (!report) return fail(settings, report.error());
  const json::object object{{"found", report->found},       {"queued", report->queued},
                            {"running", report->running},   {"ended", report->ended},
                            {"restored", report->restored}, {"ends_saved", report->ends_saved},
                            {"epoch", report->epoch},       {"doubtful", as_json(report->doubtful)}};
  std::string text = "The queue is open. On storage: " + count_of(report->found, "job") + "; " +
                     std::to_string(report->queued) + " wait, " + std::to_string(report->running) + " run, " +
                     std::to_string(report->ended) + " have ended.\n";
  text += "Redis lacked " + std::to_string(report->restored) + " of them or knew less; storage lacked " +
          count_of(report->ends_saved, "end") + ". Both are mended.\n";
  if (!report->doubtful.empty()) {
    text += "Doubtful: " + std::to_string(report->doubtful.size()) +
            ". Put their files back from a backup, or ask for the jobs again; then recover once more:\n" +
            in_words(report->doubtful);
  }
  answer(settings, object, text);
  return ExitCode::done;
}

/// How much of each district.
std::string by_district(const std::vector<recovery::Removed>& removed) {
  struct Sum {
    std::uint64_t jobs = 0, uploads = 0, bytes = 0;
  };
  std::map<std::string, Sum> sums;
  for (const auto& one : removed) {
    Sum& sum = sums[one.district];
    ++(one.kind == recovery::RemovedKind::job ? sum.jobs : sum.uploads);
    sum.bytes += one.bytes;
  }
  Table table({"DISTRICT", "JOBS", "UPLOADS", "SIZE"});
  for (const auto& [district, sum] : sums) {
    table.add({district, std::to_string(sum.jobs), std::to_string(sum.uploads), how_much(sum.bytes)});
  }
  return table.text();
}

int retention(const Settings& settings, bool dry_run) {
  Parts parts(settings);
  const auto files = parts.files();
  if (!files) return fail(settings, files.error());
  const auto queue = parts.queue();
  if (!queue) return fail(settings, queue.error());
  recovery::RetentionOptions options;
  const auto districts = tenancy::read_districts((*files)->files(), (*files)->layout());
  if (!districts && districts.error().code != Errc::not_found) return fail(settings, districts.error());
  if (districts) options.districts = *districts;
  options.dry_run = dry_run;
  options.owner = owner_of(settings);
  options.now = std::chrono::system_clock::now();
  const auto report = recovery::retention(**files, **queue, options);
  if (!report) return fail(settings, report.error());

  std::uint64_t bytes = 0;
  json::array array;
  Table table({"WHAT", "DISTRICT", "ID", "SINCE", "SIZE"});
  for (const auto& one : report->removed) {
    const std::string kind = one.kind == recovery::RemovedKind::job ? "job" : "upload";
    const auto since = std::chrono::floor<std::chrono::microseconds>(one.since.time_since_epoch());
    bytes += one.bytes;
    array.push_back(
        {{"kind", kind}, {"district", one.district}, {"id", one.id}, {"since", iso_time(since)}, {"bytes", one.bytes}});
    table.add({kind, one.district, one.id, when(since), how_much(one.bytes)});
  }
  std::string text = std::to_string(report->removed.size()) + (dry_run ? " would be removed, " : " removed, ") +
                     how_much(bytes) + "; " + std::to_string(report->needed) +
                     " are old enough but needed by an unfinished job, a dead letter or a kept job; kept on request: " +
                     count_of(report->kept, "job") + ".\n";
  if (report->finished > 0) text += std::to_string(report->finished) + " that an earlier run had begun are finished.\n";
  if (!report->removed.empty()) text += by_district(report->removed) + "\n" + table.text();
  if (!report->doubtful.empty()) {
    text += "Doubtful; nothing was removed from a district whose facts can't be read:\n" + in_words(report->doubtful);
  }
  answer(settings,
         {{"dry_run", dry_run},
          {"removed", array},
          {"bytes", bytes},
          {"needed", report->needed},
          {"kept", report->kept},
          {"finished", report->finished},
          {"doubtful", as_json(report->doubtful)}},
         text);
  return ExitCode::done;
}

}  // namespace

void add_upkeep(CLI::App& app, const Settings& settings, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "recover", "Looks at every job on storage and mends the queue by it; workers do this by themselves after a loss");
  command->callback([&settings, &exit_code] { exit_code = recover(settings); });
  command = app.add_subcommand("retention", "Removes jobs and uploads whose time is over (see: district keeping)");
  const auto dry_run = std::make_shared<bool>(false);
  command->add_flag("--dry-run", *dry_run, "Only tell what would go");
  command->callback([&settings, &exit_code, dry_run] { exit_code = retention(settings, *dry_run); });
}

}  // namespace sipro::admin
