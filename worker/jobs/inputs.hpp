// The files of an attempt, opened by the worker: the child gets descriptors and no path. Each lies below its district's
// folder whatever the payload says.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "payload/payload.hpp"
#include "storage/facts.hpp"

namespace sipro::jobs {

struct Inputs {
  std::vector<storage::Descriptor> files;  // in the order of the payload's inputs (olah: ekspor, then impor)
  std::optional<storage::Descriptor> hs_master;
};

/// Folder of the result of a job that has succeeded, as the queue tells it; empty: none. Asked where the end of that
/// job is not yet on storage: the queue starts a job in the moment in which the one before it is done.
using ResultFolder = std::function<Result<std::string>(const std::string& job)>;

/// Errors: input_missing (Indonesian, says what to do), storage_unavailable, those of `result_folder`.
Result<Inputs> open_inputs(const storage::JobFiles& jobs, std::string_view district, const payload::Payload& payload,
                           const ResultFolder& result_folder);

}  // namespace sipro::jobs
