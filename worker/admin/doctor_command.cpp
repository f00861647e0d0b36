// sipro-admin doctor: is everything as it should be, and if not, what to do.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <iterator>
#include <memory>

#include "admin/answer.hpp"
#include "admin/commands.hpp"
#include "admin/doctor_checks.hpp"
#include "admin/figures.hpp"
#include "admin/parts.hpp"
#include "base/version.hpp"

namespace sipro::admin {
namespace {

namespace json = boost::json;

const char* word_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::ok: return "OK";
    case Verdict::warn: return "WARN";
    case Verdict::fail: return "FAIL";
  }
  return "";
}

std::filesystem::path beside_us() {
  std::error_code error;
  const auto us = std::filesystem::read_symlink("/proc/self/exe", error);
  return us.parent_path() / "sipro";
}

void add(std::vector<Finding>& all, std::vector<Finding> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// Errors: wrong_usage only; everything else is a finding.
Result<std::vector<Finding>> examine(Parts& parts, const std::filesystem::path& sipro) {
  std::vector<Finding> all;
  const auto address = parts.address();
  if (!address) return address.error();
  const auto files = parts.files();
  if (!files && files.error().code == Errc::wrong_usage) return files.error();
  if (files) {
    add(all, check_config(**files));
    add(all, check_storage((*files)->layout().root()));
  } else {
    all.push_back({"storage", Verdict::fail, files.error().context, "mount it, or correct --data"});
  }
  const auto client = parts.client();
  if (!client) return client.error();
  add(all, check_redis(**client, !address->socket.empty()));
  const bool redis_is_there = all.back().area != "redis" || all.back().verdict != Verdict::fail;
  if (files && redis_is_there) {
    if (const auto queue = parts.queue()) {
      add(all, check_queue(**files, **queue));
    } else {
      all.push_back({"queue", Verdict::fail, queue.error().context,
                     queue.error().code == Errc::library_conflict ? "see docs/operations.md, Upgrade"
                                                                  : "see the lines about redis"});
    }
  }
  add(all, check_cage(sipro));
  return all;
}

int doctor(const Settings& settings, const std::string& sipro) {
  Parts parts(settings);
  const auto all = examine(parts, sipro.empty() ? beside_us() : std::filesystem::path(sipro));
  if (!all) return fail(settings, all.error());
  const auto count = [&](Verdict verdict) {
    return std::count_if(all->begin(), all->end(), [verdict](const Finding& one) { return one.verdict == verdict; });
  };
  json::array array;
  std::string text;
  for (const auto& one : *all) {
    array.push_back({{"area", one.area}, {"verdict", word_of(one.verdict)}, {"what", one.what}, {"to_do", one.to_do}});
    std::string head = word_of(one.verdict);
    head.resize(6, ' ');
    std::string area = one.area;
    area.resize(9, ' ');
    text += head + area + one.what + "\n";
    if (!one.to_do.empty()) text += std::string(15, ' ') + "-> " + one.to_do + "\n";
  }
  const auto failures = count(Verdict::fail);
  const auto warnings = count(Verdict::warn);
  text += std::to_string(count(Verdict::ok)) + " OK, " + std::to_string(warnings) + " WARN, " +
          std::to_string(failures) + " FAIL\n";
  answer(
      settings,
      {{"findings", array}, {"ok", count(Verdict::ok)}, {"warn", warnings}, {"fail", failures}, {"version", kVersion}},
      text);
  return failures > 0 ? ExitCode::failed : ExitCode::done;
}

}  // namespace

void add_doctor(CLI::App& app, const Settings& settings, int& exit_code) {
  const auto sipro = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("doctor", "Is everything as it should be, and if not, what to do");
  command->add_option("--sipro", *sipro, "The program sipro, to try out the cage (default: beside sipro-admin)");
  command->callback([&settings, &exit_code, sipro] { exit_code = doctor(settings, *sipro); });
}

}  // namespace sipro::admin
