#include "child/cage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sipro::child {
namespace {

using testing::HasSubstr;
using Parts = std::vector<std::string>;

struct Case {
  const char* name;
  Parts wanted;
  Parts holds;
  const char* unconfined;  // null: all that is wanted is confined
};

TEST(Cage, RefusesWhenNothingThatIsWantedConfinesPathsNetworkOrProcesses) {
  const Parts all = all_cage_parts();
  const Case cases[] = {
      {"all parts hold", all, all, nullptr},
      {"no Landlock: the root is the folder", all, {"chroot", "namespaces", "seccomp", "limits"}, nullptr},
      {"no chroot: Landlock", all, {"landlock", "seccomp", "limits"}, nullptr},
      {"no limits is not for this rule", all, {"landlock", "seccomp"}, nullptr},
      {"neither of both for paths", all, {"namespaces", "seccomp", "limits"}, "paths"},
      {"no filter", all, {"landlock", "chroot", "namespaces", "limits"}, "processes"},
      {"no filter and no namespace", all, {"landlock"}, "network"},
      {"paths left out by name", {"seccomp"}, {"seccomp"}, nullptr},
      {"only one of both wanted, and it fails", {"chroot", "seccomp"}, {"seccomp"}, "paths"},
      {"everything left out by name", {}, {}, nullptr},
  };
  for (const Case& one : cases) {
    const auto checked = check_confined(one.wanted, one.holds);
    EXPECT_EQ(checked.has_value(), one.unconfined == nullptr) << one.name;
    if (checked || one.unconfined == nullptr) continue;
    EXPECT_EQ(checked.error().code, Errc::config_invalid) << one.name;
    EXPECT_THAT(checked.error().context, HasSubstr(one.unconfined)) << one.name;
  }
}

}  // namespace
}  // namespace sipro::child
