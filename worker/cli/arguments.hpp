// The arguments of the command line as requests to the pipeline: FILE=YYYY, FILE=NAME, times and counts are checked
// here.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/moment.hpp"
#include "pipeline/inputs.hpp"

namespace sipro::cli {

/// The files with the names that reports show and the years given to them. FILE is a path as given or its base name.
/// `years`: "FILE=YYYY", `names`: "FILE=NAME". Errors: wrong_usage.
Result<std::vector<pipeline::InputFile>> input_files(const std::vector<std::string>& paths,
                                                     const std::vector<std::string>& years,
                                                     const std::vector<std::string>& names);

/// The time given, or now. Errors: wrong_usage.
Result<Moment> job_time(const std::string& text);

}  // namespace sipro::cli
