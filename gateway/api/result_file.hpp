// A file of a job's result, opened. Only what the attempt's manifest names can be had.
#pragma once

#include <string>

#include "queue/job.hpp"
#include "storage/facts.hpp"

namespace sipro::gateway {

struct OpenResult {
  storage::ResultFile file;
  storage::Descriptor descriptor;
};

/// Called on the file pool. Precondition: the job has succeeded. Errors: not_found, those of storage.
Result<OpenResult> open_result(const storage::JobFiles& jobs, const queue::JobView& job, const std::string& name);

}  // namespace sipro::gateway
