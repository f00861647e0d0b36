#include "storage/facts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/json_fields.hpp"
#include "storage/fact_json.hpp"

namespace sipro::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kFactBytes = 4 << 20;
constexpr std::string_view kJobFile = "job.json";
constexpr std::string_view kManifestFile = "manifest.json";
constexpr std::string_view kEvidence = "evidence-";
constexpr std::string_view kJson = ".json";

bool is(const Result<void>& result, Errc code) { return !result && result.error().code == code; }

/// What stands between `prefix` and ".json"; nothing for another name.
std::optional<std::string_view> between(std::string_view name, std::string_view prefix) {
  if (name.size() <= prefix.size() + kJson.size() || name.substr(0, prefix.size()) != prefix) return std::nullopt;
  if (name.substr(name.size() - kJson.size()) != kJson) return std::nullopt;
  return name.substr(prefix.size(), name.size() - prefix.size() - kJson.size());
}

/// The round in "end-3.json", with "end-" as the prefix.
std::optional<unsigned> round_in(std::string_view name, std::string_view prefix) {
  const auto digits = between(name, prefix);
  if (!digits) return std::nullopt;
  unsigned round = 0;
  const auto [end, code] = std::from_chars(digits->data(), digits->data() + digits->size(), round);
  if (code != std::errc() || end != digits->data() + digits->size() || digits->front() == '0') return std::nullopt;
  return round;
}

/// "end-3.json", "evidence-att-1-17-9f86d081.json"
std::string fact_name(std::string_view prefix, std::string_view what) {
  return std::string(prefix).append(what).append(kJson);
}

template <class Fact>
Result<Fact> read_fact(Files& files, const fs::path& path) {
  const auto bytes = files.read(path, kFactBytes);
  if (!bytes) return bytes.error();
  return parse_fact<Fact>(*bytes, path);
}

/// A fact that could not be read back is not written.
template <class Fact>
Result<void> write_fact(Files& files, const fs::path& path, const Fact& fact) {
  const std::string bytes = to_json(fact);
  if (const auto back = parse_fact<Fact>(bytes, path); !back) return Error{Errc::internal, back.error().context};
  return files.write_new(path, bytes);
}

/// As write_fact; one that is there already stays and is fine.
template <class Fact>
Result<void> write_first(Files& files, const fs::path& path, const Fact& fact) {
  auto written = write_fact(files, path, fact);
  return is(written, Errc::already_exists) ? Result<void>() : written;
}

/// Equal but for the time at which it was written down.
bool same_job(JobFact a, JobFact b) {
  a.created_us = b.created_us = 0;
  return to_json(a) == to_json(b);
}

/// The attempt's files with their hashes, by name, into `out`. `below` is the folder's name in the manifest, with '/'.
Result<void> hash_files(Files& files, const fs::path& folder, const std::string& below, std::vector<ResultFile>& out) {
  const auto entries = files.list(folder);
  if (!entries) return entries.error();
  for (const Entry& entry : *entries) {
    const std::string name = below + entry.name;
    if (entry.folder) {
      if (auto done = hash_files(files, folder / entry.name, name + "/", out); !done) return done;
      continue;
    }
    if (name == kManifestFile) continue;
    const auto hash = files.hash(folder / entry.name);
    if (!hash) return hash.error();
    out.push_back({name, hash->size, hash->sha256, std::string(media_type(name))});
  }
  return {};
}

std::vector<std::string> folders_that(const std::vector<Entry>& entries, bool (*fits)(std::string_view)) {
  std::vector<std::string> out;
  for (const Entry& entry : entries) {
    if (entry.folder && fits(entry.name)) out.push_back(entry.name);
  }
  return out;
}

struct JobFolder {
  unsigned round = 1;
  unsigned attempts = 0;
  bool kept = false;
  std::vector<unsigned> ends;
  std::vector<std::string> evidence;  // file names, by the number of the attempt
};

JobFolder sort_out(const std::vector<Entry>& entries) {
  JobFolder out;
  std::vector<std::pair<unsigned, std::string>> evidence;
  for (const Entry& entry : entries) {
    const auto told = between(entry.name, kEvidence);
    const auto attempt = parse_attempt_name(told && !entry.folder ? *told : entry.name);
    if (attempt) {
      out.attempts = std::max(out.attempts, attempt->attempt);
      if (!entry.folder && told) evidence.emplace_back(attempt->attempt, entry.name);
    } else if (const auto replayed = round_in(entry.name, "replay-")) {
      out.round = std::max(out.round, *replayed);
    } else if (const auto ended = round_in(entry.name, "end-")) {
      out.ends.push_back(*ended);
    } else if (entry.name == kKeepFile && !entry.folder) {
      out.kept = true;
    }
  }
  std::sort(evidence.begin(), evidence.end());
  for (auto& [attempt, name] : evidence) out.evidence.push_back(std::move(name));
  return out;
}

Result<std::vector<Evidence>> read_all(Files& files, const fs::path& folder, const std::vector<std::string>& names) {
  std::vector<Evidence> out;
  for (const std::string& name : names) {
    auto evidence = read_fact<Evidence>(files, folder / name);
    if (!evidence) return evidence.error();
    out.push_back(std::move(*evidence));
  }
  return out;
}

}  // namespace

Result<void> JobFiles::write_job(const JobFact& job) const {
  const fs::path folder = layout_.job(job.district, job.id);
  if (auto made = files_->make_folders(folder); !made) return made;
  auto written = write_fact(*files_, folder / kJobFile, job);
  if (!is(written, Errc::already_exists)) return written;
  const auto there = read_fact<JobFact>(*files_, folder / kJobFile);
  if (!there) return there.error();
  return same_job(*there, job) ? Result<void>() : written;
}

Result<JobFact> JobFiles::read_job(std::string_view district, std::string_view id) const {
  const fs::path path = layout_.job(district, id) / kJobFile;
  auto job = read_fact<JobFact>(*files_, path);
  if (job && (job->id != id || job->district != district)) {
    return Error{Errc::fact_damaged, path.string() + ": is of another job"};
  }
  return job;
}

Result<void> JobFiles::write_replay(std::string_view district, std::string_view id, unsigned round,
                                    std::string_view by) const {
  const ReplayFact fact{std::string(id), round, std::string(by)};
  return write_first(*files_, layout_.job(district, id) / fact_name("replay-", std::to_string(round)), fact);
}

Result<void> JobFiles::write_end(std::string_view district, const EndFact& end) const {
  return write_first(*files_, layout_.job(district, end.id) / fact_name("end-", std::to_string(end.round)), end);
}

Result<std::optional<EndFact>> JobFiles::read_end(std::string_view district, std::string_view id,
                                                  unsigned round) const {
  const fs::path path = layout_.job(district, id) / fact_name("end-", std::to_string(round));
  auto end = read_fact<EndFact>(*files_, path);
  if (!end && end.error().code == Errc::not_found) return std::optional<EndFact>();
  if (!end) return end.error();
  if (end->id == id && end->round == round) return std::optional(std::move(*end));
  return Error{Errc::fact_damaged, path.string() + ": is of another job or round"};
}

Result<void> JobFiles::write_keep(std::string_view district, std::string_view id) const {
  const fs::path path = layout_.job(district, id) / kKeepFile;
  auto written = files_->write_new(path, "{\"id\":\"" + std::string(id) + "\"}\n");
  return is(written, Errc::already_exists) ? Result<void>() : written;
}

Result<void> JobFiles::remove_keep(std::string_view district, std::string_view id) const {
  return files_->remove(layout_.job(district, id) / kKeepFile);
}

Result<std::string> JobFiles::new_attempt(std::string_view district, std::string_view id, unsigned attempt,
                                          std::string_view token, std::uint32_t random) const {
  std::string name = attempt_name(attempt, token, random);
  if (auto made = files_->make_new_folder(layout_.job(district, id) / name); !made) return made.error();
  return name;
}

Result<Manifest> JobFiles::publish_attempt(std::string_view district, const Manifest& head,
                                           std::string_view folder) const {
  const fs::path path = layout_.job(district, head.id) / folder;
  Manifest manifest = head;
  manifest.files.clear();
  if (auto hashed = hash_files(*files_, path, "", manifest.files); !hashed) return hashed.error();
  if (auto synced = files_->sync_tree(path); !synced) return synced.error();
  auto written = write_fact(*files_, path / kManifestFile, manifest);
  if (written) return manifest;
  if (!is(written, Errc::already_exists)) return written.error();
  auto there = read_manifest(district, head.id, folder);
  if (!there) return there.error();
  return *there == manifest ? Result<Manifest>(std::move(manifest)) : written.error();
}

Result<Manifest> JobFiles::read_manifest(std::string_view district, std::string_view id,
                                         std::string_view folder) const {
  return read_fact<Manifest>(*files_, layout_.job(district, id) / folder / kManifestFile);
}

Result<void> JobFiles::write_evidence(std::string_view district, std::string_view folder,
                                      const Evidence& evidence) const {
  return write_first(*files_, layout_.job(district, evidence.id) / fact_name(kEvidence, folder), evidence);
}

Result<std::vector<Evidence>> JobFiles::read_evidence(std::string_view district, std::string_view id) const {
  const fs::path folder = layout_.job(district, id);
  const auto entries = files_->list(folder);
  if (!entries) return entries.error();
  return read_all(*files_, folder, sort_out(*entries).evidence);
}

Result<JobFacts> JobFiles::read_facts(std::string_view district, std::string_view id) const {
  const fs::path path = layout_.job(district, id);
  auto job = read_job(district, id);
  if (!job) return job.error();
  const auto entries = files_->list(path);
  if (!entries) return entries.error();
  const JobFolder folder = sort_out(*entries);
  JobFacts facts;
  facts.job = std::move(*job);
  facts.round = folder.round;
  facts.attempts = folder.attempts;
  facts.kept = folder.kept;
  const auto evidence = read_all(*files_, path, folder.evidence);
  if (!evidence) return evidence.error();
  for (const Evidence& one : *evidence) {
    if (one.strike && one.round == facts.round) ++facts.strikes;
  }
  if (std::find(folder.ends.begin(), folder.ends.end(), facts.round) != folder.ends.end()) {
    auto end = read_end(district, id, facts.round);
    if (!end) return end.error();
    facts.end = std::move(*end);
  }
  return facts;
}

Result<std::vector<std::string>> JobFiles::list_jobs(std::string_view district) const {
  const auto entries = files_->list(layout_.jobs(district));
  if (entries) return folders_that(*entries, is_id);
  if (entries.error().code == Errc::not_found) return std::vector<std::string>();
  return entries.error();
}

Result<std::vector<std::string>> JobFiles::list_districts() const {
  const auto entries = files_->list(layout_.root());
  if (!entries) return entries.error();
  return folders_that(*entries, is_district_id);
}

std::string_view media_type(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kTypes = {{
      {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
      {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
      {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
      {".zip", "application/zip"},
      {".json", "application/json"},
      {".csv", "text/csv"},
      {".txt", "text/plain"},
      {".pdf", "application/pdf"},
      {".sav", "application/x-spss-sav"},
      {".zsav", "application/x-spss-sav"},
      {".dta", "application/x-stata-dta"},
  }};
  for (const auto& [ending, type] : kTypes) {
    if (name.size() > ending.size() && name.substr(name.size() - ending.size()) == ending) return type;
  }
  return "application/octet-stream";
}

Result<std::string> read_epoch(Files& files, const Layout& layout) {
  const fs::path path = layout.config() / "epoch.json";
  const auto bytes = files.read(path, kFactBytes);
  if (!bytes && bytes.error().code == Errc::not_found) return std::string();
  if (!bytes) return bytes.error();
  std::string problem;
  const auto document = parse_json(*bytes, problem);
  JsonFields fields(document, problem);
  std::string epoch = fields.text("epoch");
  if (epoch.empty()) fields.fail("epoch", "must not be empty");
  fields.done();
  if (problem.empty()) return epoch;
  return Error{Errc::fact_damaged, path.string() + ": " + problem};
}

Result<void> write_epoch(Files& files, const Layout& layout, std::string_view epoch) {
  if (auto made = files.make_folders(layout.config()); !made) return made;
  return files.write_whole(layout.config() / "epoch.json", R"({"epoch":")" + std::string(epoch) + "\"}\n");
}

}  // namespace sipro::storage
