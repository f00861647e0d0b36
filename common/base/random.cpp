#include "base/random.hpp"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace sipro {
namespace {

void fill(unsigned char* to, std::size_t count) {
  while (count > 0) {
    const ssize_t got = ::getrandom(to, count, 0);
    if (got < 0 && errno == EINTR) continue;
    // Without chance there are no sessions and no names that nobody else takes.
    if (got <= 0) std::abort();
    to += got;
    count -= static_cast<std::size_t>(got);
  }
}

}  // namespace

std::uint64_t random_u64() {
  std::array<unsigned char, sizeof(std::uint64_t)> bytes{};
  fill(bytes.data(), bytes.size());
  std::uint64_t value = 0;
  for (const unsigned char byte : bytes) value = (value << 8U) | byte;
  return value;
}

std::string random_hex(std::size_t bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::vector<unsigned char> raw(bytes);
  fill(raw.data(), raw.size());
  std::string out;
  for (const unsigned char byte : raw) {
    out.push_back(kDigits[byte >> 4U]);
    out.push_back(kDigits[byte & 0xfU]);
  }
  return out;
}

}  // namespace sipro
