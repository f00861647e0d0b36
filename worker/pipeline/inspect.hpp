// `inspect`: what a file holds, before anything is done with it.
#pragma once

#include <string>

#include "pipeline/inputs.hpp"

namespace sipro::pipeline {

/// One JSON object: name, sha256, rows, format, charset, variables, missing, periods, flow_hint, kabkot, clean, stops.
/// A file that can't be read is told in `stops`. `last_year`: the year after the present one.
std::string inspect(const InputFile& file, int last_year, unsigned threads, Progress progress = {});

}  // namespace sipro::pipeline
