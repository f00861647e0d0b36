// The stop that a child wrote to laporan.json, as the error of its job. The file comes from a process that has read a
// hostile file: nothing in it is believed beyond its size and form.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/error.hpp"
#include "queue/job.hpp"
#include "storage/files.hpp"

namespace sipro::jobs {

/// `details` are those of the first stop; the further ones stand in its key "also".
/// Errors: internal where the file is not there or is not what `sipro` writes; storage_unavailable.
Result<queue::JobError> read_data_stop(storage::Files& files, const std::filesystem::path& attempt_folder);

/// The same from the text of the file.
Result<queue::JobError> parse_data_stop(std::string_view json);

}  // namespace sipro::jobs
