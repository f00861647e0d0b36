#include <algorithm>
#include <string>

#include "admin/doctor_checks.hpp"
#include "child/protocol.hpp"
#include "jobs/attempt_runner.hpp"

namespace sipro::admin {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

std::vector<Finding> check_cage(const std::filesystem::path& sipro) {
  Findings findings("cage");
  jobs::Settings settings;
  settings.child = sipro;
  const auto holds = jobs::probe_cage(settings);
  if (!holds) {
    findings.fail(holds.error().context,
                  "no job can run on this host; give --sipro where the program is elsewhere than beside sipro-admin");
    return findings.take();
  }
  std::vector<std::string> missing;
  for (const auto& part : child::all_cage_parts()) {
    if (std::find(holds->begin(), holds->end(), part) == holds->end()) missing.push_back(part);
  }
  if (missing.empty()) {
    findings.ok("all parts hold on this host: " + joined(*holds));
  } else {
    findings.warn("parts that hold on this host: " + joined(*holds) + "; that do not: " + joined(missing),
                  "the others confine a job too; see docs/operations.md, The cage");
  }
  return findings.take();
}

}  // namespace sipro::admin
