#include "recovery/janitor.hpp"

#include <algorithm>

#include "recovery/quiet.hpp"
#include "recovery/tree.hpp"
#include "storage/layout.hpp"

namespace sipro::recovery {
namespace {

using storage::JobFiles;

constexpr std::chrono::hours kMinAge{24};

bool is_whole(const JobFiles& files, const std::string& district, const std::string& id, const std::string& folder) {
  const auto manifest = files.read_manifest(district, id, folder);
  if (!manifest || manifest->id != id) return false;
  const auto path = files.layout().job(district, id) / folder;
  return std::all_of(manifest->files.begin(), manifest->files.end(), [&](const storage::ResultFile& file) {
    const auto status = files.files().status(path / file.name);
    return status && !status->folder && status->size == file.size;
  });
}

void remove_unfinished(const JobFiles& files, const std::filesystem::path& folder, WallTime now, Cleaned& cleaned) {
  const auto names = files.files().list_unfinished(folder);
  if (!names) return;
  for (const auto& name : *names) {
    const auto status = files.files().status(folder / name);
    if (!status || status->modified > now - kMinAge) continue;
    if (files.files().remove(folder / name)) {
      ++cleaned.unfinished;
      cleaned.bytes += status->size;
    }
  }
}

}  // namespace

std::vector<std::string> superfluous_attempts(const JobFiles& files, const std::string& district,
                                              const std::string& id) {
  const auto facts = files.read_facts(district, id);
  if (!facts || !facts->end || facts->end->dead) return {};
  const auto entries = files.files().list(files.layout().job(district, id));
  if (!entries) return {};
  const bool succeeded = facts->end->state == queue::to_string(queue::JobState::succeeded);
  if (succeeded && !is_whole(files, district, id, facts->end->folder)) return {};
  const auto is_evidence = [&](const std::string& folder) {
    const std::string name = "evidence-" + folder + ".json";
    return std::any_of(entries->begin(), entries->end(), [&](const auto& entry) { return entry.name == name; });
  };
  std::vector<std::string> names;
  for (const auto& entry : *entries) {
    if (!entry.folder || !storage::parse_attempt_name(entry.name)) continue;
    if (succeeded ? entry.name != facts->end->folder : !is_evidence(entry.name)) names.push_back(entry.name);
  }
  return names;
}

Result<Cleaned> Janitor::step(std::size_t jobs, WallTime now) {
  Cleaned cleaned;
  const auto quiet = is_quiet(*files_, *queue_, {});
  if (!quiet) return quiet.error();
  if (!*quiet) {
    cleaned.resting = true;
    return cleaned;
  }
  if (next_ == 0) {
    if (auto begun = begin_round(now, cleaned); !begun) return begun.error();
  }
  for (; cleaned.jobs < jobs && next_ < round_.size(); ++next_, ++cleaned.jobs) {
    const auto go_on = clean_job(round_[next_], now, cleaned);
    if (!go_on) return go_on.error();
    if (!*go_on) {
      cleaned.resting = true;
      return cleaned;
    }
  }
  if (next_ >= round_.size()) {
    next_ = 0;
    cleaned.round_done = true;
  }
  return cleaned;
}

Result<void> Janitor::begin_round(WallTime now, Cleaned& cleaned) {
  auto names = all_jobs(*files_);
  if (!names) return names.error();
  round_ = std::move(*names);
  const auto& layout = files_->layout();
  remove_unfinished(*files_, layout.config(), now, cleaned);
  const auto districts = files_->list_districts();
  if (!districts) return districts.error();
  for (const auto& district : *districts) remove_unfinished(*files_, layout.jobs(district), now, cleaned);
  return {};
}

/// False: a recovery has begun.
Result<bool> Janitor::clean_job(const JobName& name, WallTime now, Cleaned& cleaned) {
  const auto job = files_->layout().job(name.district, name.id);
  remove_unfinished(*files_, job, now, cleaned);
  for (const auto& attempt : superfluous_attempts(*files_, name.district, name.id)) {
    const auto tree = look_at_tree(files_->files(), job / attempt);
    if (!tree || tree->changed > now - kMinAge) continue;
    const auto quiet = is_quiet(*files_, *queue_, {});
    if (!quiet) return quiet.error();
    if (!*quiet) return false;
    if (files_->files().remove(job / attempt)) {
      ++cleaned.attempts;
      cleaned.bytes += tree->bytes;
    }
  }
  return true;
}

}  // namespace sipro::recovery
