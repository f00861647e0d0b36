// Settings from the command line and the environment.
#pragma once

#include <optional>

#include "services/settings.hpp"

namespace sipro::gateway {

/// Nothing: `exit_code` is what to end with, and the reason was told.
std::optional<Settings> read_settings(int argc, char** argv, int& exit_code);

}  // namespace sipro::gateway
