#include "uploads/statistics_head.hpp"

namespace sipro::gateway {
namespace {

bool is_old_dta(std::string_view head) {
  if (head.size() < 4) return false;
  const auto version = static_cast<unsigned char>(head[0]);
  return version >= 104 && version <= 115 && (head[1] == 1 || head[1] == 2) && head[2] == 1 && head[3] == 0;
}

/// A portable file names itself in its head, in lines of 80 characters.
bool is_por(std::string_view head) {
  static constexpr std::size_t kHeadBytes = 600;
  static constexpr std::string_view kName = "SPSS PORT FILE";
  std::string_view start = head.substr(0, kHeadBytes);
  return start.find(kName) != std::string_view::npos || start.find("SPSSPORT") != std::string_view::npos;
}

}  // namespace

bool looks_like_statistics(std::string_view head) {
  if (head.starts_with("$FL2") || head.starts_with("$FL3")) return true;
  return head.starts_with("<stata_dta>") || is_old_dta(head) || is_por(head);
}

}  // namespace sipro::gateway
