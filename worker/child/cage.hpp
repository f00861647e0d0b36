// The cage of an attempt's process: what keeps a parser that a hostile file has taken over from everything but its own
// folder. Closed once, from the only thread, with the folder as the current one; nothing of it can be opened again.
// Each part stands for itself, since hosts differ in what they allow; what is confined by two parts holds by either:
//
//              paths   network   other processes   resources
//   landlock     x     (TCP)      (signals)
//   chroot       x
//   namespaces             x      (shared memory)
//   seccomp                x          x
//   limits                                            x
//
// Always, and no part: no new privileges, no capabilities, no core and no tracing by equals, death with the parent.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "child/protocol.hpp"

namespace sipro::child {

struct Cage {
  std::vector<std::string> holds;    // parts, in the order of all_cage_parts()
  std::vector<std::string> missing;  // wanted parts that do not hold, with the reason
};

/// Closes the wanted parts. Errors: config_invalid where what is always closed could not be.
Result<Cage> close_cage(const ChildSpec& spec);

/// config_invalid where paths, network or processes are not confined although a part that could was wanted.
Result<void> check_confined(const std::vector<std::string>& wanted, const std::vector<std::string>& holds);

}  // namespace sipro::child
