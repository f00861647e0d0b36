// sipro-admin queue upgrade: which function libraries Redis holds, which processes use them, and whether an older one
// can go.
#pragma once

#include "admin/settings.hpp"

namespace sipro::admin {

/// Removes older libraries that no process uses, unless `dry_run`. Returns the exit code.
int upgrade(const Settings& settings, bool dry_run);

}  // namespace sipro::admin
