// Whether a file's beginning looks like a statistics file (SPSS .sav, .zsav, .por; Stata .dta). Only a first look, so
// that a wrong file is told at once: the worker reads it.
#pragma once

#include <string_view>

namespace sipro::gateway {

/// `head`: the first 4 KiB, or all of a smaller file.
bool looks_like_statistics(std::string_view head);

}  // namespace sipro::gateway
