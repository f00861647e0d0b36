#include "recovery/job_names.hpp"

#include <utility>

namespace sipro::recovery {

Result<std::vector<JobName>> all_jobs(const storage::JobFiles& files) {
  std::vector<JobName> names;
  const auto districts = files.list_districts();
  if (!districts) return districts.error();
  for (const auto& district : *districts) {
    auto ids = files.list_jobs(district);
    if (!ids) return ids.error();
    for (auto& id : *ids) names.push_back({district, std::move(id)});
  }
  return names;
}

}  // namespace sipro::recovery
