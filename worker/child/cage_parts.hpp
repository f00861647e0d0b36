// The parts of the cage, each closed by one call. A call gives an empty text where the part holds, else why it doesn't.
#pragma once

#include <string>

#include "child/protocol.hpp"

namespace sipro::child {

/// "<what>: <errno in words>".
std::string cause(const char* what);

/// A network, shared memory and host name of its own; a user of no name where the host lets users do that.
std::string enter_namespaces();
/// The current folder becomes the root.
std::string enter_folder();
/// Reading and writing below the current folder only; no TCP, and no signals out, where the kernel's Landlock knows
/// them.
std::string close_landlock();
/// System calls: those that a job needs.
std::string close_syscalls();
std::string set_limits(const ChildLimits& limits, unsigned threads, bool own_user_namespace);

/// No set-user-id program gives more rights.
std::string refuse_new_privileges();
/// Drops all capabilities, for good; no tracing and no core; SIGKILL when the parent's thread ends.
std::string drop_privileges();

}  // namespace sipro::child
