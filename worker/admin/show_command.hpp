// sipro-admin queue show: everything that Redis and storage know of one job.
#pragma once

#include <string>

#include "admin/settings.hpp"

namespace sipro::admin {

/// Returns the exit code.
int show_job(const Settings& settings, const std::string& id);

}  // namespace sipro::admin
