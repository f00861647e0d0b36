#include "child/cage.hpp"

#include <algorithm>
#include <array>

#include "child/cage_parts.hpp"

namespace sipro::child {
namespace {

bool contains(const std::vector<std::string>& parts, std::string_view part) {
  return std::find(parts.begin(), parts.end(), part) != parts.end();
}

/// Something to confine, and the parts that do it whole.
struct Need {
  const char* what;
  std::array<const char*, 2> parts;
};

constexpr std::array<Need, 3> kNeeds = {{{"paths", {"landlock", "chroot"}},
                                         {"the network", {"seccomp", "namespaces"}},
                                         {"other processes", {"seccomp", "seccomp"}}}};

}  // namespace

Result<Cage> close_cage(const ChildSpec& spec) {
  Cage cage;
  const auto close = [&](const char* part, const auto& work) {
    if (!contains(spec.cage, part)) return;
    const std::string reason = work();
    if (reason.empty()) {
      cage.holds.emplace_back(part);
    } else {
      cage.missing.push_back(std::string(part) + ": " + reason);
    }
  };
  // The order matters: a new user namespace takes a process that is neither confined nor chrooted; Landlock's rule is
  // for the folder as it stands then; the filter comes last, since it allows none of the calls of the others.
  close("namespaces", enter_namespaces);
  if (const std::string reason = refuse_new_privileges(); !reason.empty()) return Error{Errc::config_invalid, reason};
  close("chroot", enter_folder);
  close("landlock", close_landlock);
  if (const std::string reason = drop_privileges(); !reason.empty()) return Error{Errc::config_invalid, reason};
  const bool own_namespace = contains(cage.holds, "namespaces");
  close("limits", [&] { return set_limits(spec.limits, spec.threads, own_namespace); });
  close("seccomp", close_syscalls);
  std::vector<std::string> ordered = all_cage_parts();
  std::erase_if(ordered, [&cage](const std::string& part) { return !contains(cage.holds, part); });
  cage.holds = std::move(ordered);
  return cage;
}

Result<void> check_confined(const std::vector<std::string>& wanted, const std::vector<std::string>& holds) {
  for (const Need& need : kNeeds) {
    const auto among = [&need](const std::vector<std::string>& parts) {
      return contains(parts, need.parts[0]) || contains(parts, need.parts[1]);
    };
    if (!among(wanted) || among(holds)) continue;
    return Error{Errc::config_invalid, std::string("this host does not let an attempt be kept from ") + need.what +
                                           ": neither " + need.parts[0] + " nor " + need.parts[1] +
                                           " holds; allow one, or leave both out of the cage by name"};
  }
  return {};
}

}  // namespace sipro::child
