// Names of a worker's threads, those of docs/architecture.md: `top -H`, gdb and the chaos tests tell them apart.
#pragma once

#include <pthread.h>

#include <string>

namespace sipro::jobs {

/// Names the calling thread. `name`: at most 15 bytes, the kernel's limit; a longer one is not taken.
inline void name_this_thread(const std::string& name) { ::pthread_setname_np(::pthread_self(), name.c_str()); }

}  // namespace sipro::jobs
