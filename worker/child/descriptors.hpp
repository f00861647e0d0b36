// The descriptors of an attempt's process.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "child/protocol.hpp"

namespace sipro::child {

/// One line from a descriptor, without its end. Errors: wrong_usage where it ends before the line does, or the line is
/// over 1 MiB.
Result<std::string> read_line(int descriptor);

/// Writes the line and its end; a reader that is gone is no failure.
void write_line(int descriptor, std::string line);

/// Inputs are regular files, open for reading only; all descriptors that neither the protocol nor `spec` names are
/// closed. Errors: wrong_usage.
Result<void> keep_descriptors(const ChildSpec& spec);

}  // namespace sipro::child
