#include "admin/upgrade_command.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "admin/answer.hpp"
#include "admin/figures.hpp"
#include "admin/libraries.hpp"
#include "admin/parts.hpp"

namespace sipro::admin {
namespace {

namespace json = boost::json;

json::object as_json(const queue::ProcessInfo& process) {
  return {{"name", process.name},       {"role", process.role},   {"version", process.version},
          {"library", process.library}, {"state", process.state}, {"payload", process.max_payload}};
}

struct Verdict {
  unsigned number = 0;
  std::uint64_t users = 0;
  std::string what;
  bool removed = false;
};

/// Only older ones go; newer ones belong to a program that is newer than this one.
Result<Verdict> judge(redis::Client& client, unsigned number, const std::vector<queue::ProcessInfo>& processes,
                      bool dry_run) {
  Verdict verdict{number, 0, {}, false};
  const auto uses = [number](const auto& process) { return process.library == number; };
  verdict.users = static_cast<std::uint64_t>(std::count_if(processes.begin(), processes.end(), uses));
  const bool some_unknown =
      std::any_of(processes.begin(), processes.end(), [](const auto& p) { return p.library == 0; });
  if (number == queue::kLibrary) {
    verdict.what = "the one of this program";
  } else if (number > queue::kLibrary) {
    verdict.what = "newer than this program: leave it";
  } else if (verdict.users > 0) {
    verdict.what = "older, still in use: stop or upgrade its processes first";
  } else if (some_unknown) {
    verdict.what = "older, but some processes do not tell which one they use: it stays";
  } else if (dry_run) {
    verdict.what = "older, no process uses it: it can go";
  } else {
    if (auto removed = remove_library(client, number); !removed) return removed.error();
    verdict.removed = true;
    verdict.what = "older, no process used it: removed";
  }
  return verdict;
}

}  // namespace

int upgrade(const Settings& settings, bool dry_run) {
  Parts parts(settings);
  const auto queue = parts.queue();
  if (!queue) return fail(settings, queue.error());
  const auto client = parts.client();
  if (!client) return fail(settings, client.error());
  const auto processes = (*queue)->processes();
  if (!processes) return fail(settings, processes.error());
  const auto standing = (*queue)->standing();
  if (!standing) return fail(settings, standing.error());
  const auto numbers = libraries(**client);
  if (!numbers) return fail(settings, numbers.error());

  json::array verdicts;
  Table libraries_table({"LIBRARY", "PROCESSES", ""});
  for (const unsigned number : *numbers) {
    const auto verdict = judge(**client, number, *processes, dry_run);
    if (!verdict) return fail(settings, verdict.error());
    libraries_table.add({"sipro_v" + std::to_string(number), std::to_string(verdict->users), verdict->what});
    verdicts.push_back({{"library", number},
                        {"processes", verdict->users},
                        {"verdict", verdict->what},
                        {"removed", verdict->removed}});
  }
  json::array array;
  Table table({"PROCESS", "ROLE", "VERSION", "LIBRARY", "STATE", "SEEN"});
  for (const auto& process : *processes) {
    array.push_back(as_json(process));
    table.add({process.name, process.role, process.version,
               process.library == 0 ? "?" : "sipro_v" + std::to_string(process.library), process.state,
               how_long(standing->now - process.seen) + " ago"});
  }
  answer(settings, {{"libraries", verdicts}, {"processes", array}},
         libraries_table.text() + "\n" +
             (table.empty() ? "No process has told of itself in the last 60 s.\n" : table.text()));
  return ExitCode::done;
}

}  // namespace sipro::admin
