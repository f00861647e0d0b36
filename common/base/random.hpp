// Chance that nobody can guess, from the kernel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace sipro {

/// Uniform over all 64-bit values.
std::uint64_t random_u64();

/// `bytes` random bytes as lower-case hexadecimal digits.
std::string random_hex(std::size_t bytes);

}  // namespace sipro
