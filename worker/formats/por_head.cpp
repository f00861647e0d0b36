#include "formats/por_head.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace sipro::formats {
namespace {

constexpr std::size_t kLine = 80;
constexpr std::size_t kTableAt = 200;
constexpr std::size_t kTableSize = 256;
constexpr std::size_t kTagAt = kTableAt + kTableSize;
constexpr std::string_view kTag = "SPSSPORT";
/// In the numbering of the format: 0 is 64, A is 74. Codes below are control characters.
constexpr std::size_t kZero = 64;
constexpr std::size_t kLetterA = 74;
constexpr std::size_t kPadding = static_cast<std::size_t>(-1);

/// Where each character lies in `head`; lines that lost their trailing spaces count as 80 characters all the same.
std::vector<std::size_t> offsets_of(std::string_view head) {
  std::vector<std::size_t> offsets;
  for (std::size_t at = 0; at < head.size() && offsets.size() < kTagAt + kTag.size(); ++at) {
    if (head[at] == '\r') continue;
    if (head[at] != '\n') {
      offsets.push_back(at);
      continue;
    }
    while (offsets.size() % kLine != 0) offsets.push_back(kPadding);
  }
  return offsets;
}

}  // namespace

bool is_por(std::string_view head) {
  const std::vector<std::size_t> offsets = offsets_of(head);
  if (offsets.size() < kTagAt + kTag.size()) return false;
  const auto character = [&](std::size_t i) { return offsets[i] == kPadding ? ' ' : head[offsets[i]]; };
  // In text of one character all letters would agree.
  if (character(kTagAt) == character(kTagAt + 1) || character(kTagAt) == ' ') return false;
  for (std::size_t i = 0; i < kTag.size(); ++i) {
    const auto letter = static_cast<std::size_t>(kTag[i] - 'A');
    if (character(kTagAt + i) != character(kTableAt + kLetterA + letter)) return false;
  }
  return true;
}

std::string corrected_por_head(std::string head) {
  const std::vector<std::size_t> offsets = offsets_of(head);
  if (offsets.size() < kTagAt || offsets[kTableAt + kZero] == kPadding) return head;
  std::array<bool, 256> taken{};
  for (std::size_t code = kZero; code < kTableSize; ++code) {
    const std::size_t at = offsets[kTableAt + code];
    if (at == kPadding) continue;
    bool& seen = taken[static_cast<unsigned char>(head[at])];
    // The character of 0 stands for "none" everywhere but in its own place.
    if (seen) head[at] = head[offsets[kTableAt + kZero]];
    seen = true;
  }
  return head;
}

}  // namespace sipro::formats
