// The job folders on storage.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "storage/facts.hpp"

namespace sipro::recovery {

struct JobName {
  std::string district;
  std::string id;
};

/// Of all districts. Errors: those of Files::list.
Result<std::vector<JobName>> all_jobs(const storage::JobFiles& files);

}  // namespace sipro::recovery
