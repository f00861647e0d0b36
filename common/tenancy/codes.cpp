#include <argon2.h>

#include <array>
#include <stdexcept>

#include "base/random.hpp"
#include "tenancy/districts.hpp"

namespace sipro::tenancy {
namespace {

// What OWASP asks of argon2id at least.
constexpr std::uint32_t kPasses = 2;
constexpr std::uint32_t kMemoryKib = 19'456;
constexpr std::uint32_t kLanes = 1;
constexpr std::size_t kHashBytes = 32;

/// Of a code that nobody has: what a wrong code is compared with where there is no hash.
const std::string& dummy() {
  static const std::string kDummy = hash_code(random_hex(16));
  return kDummy;
}

int compare(std::string_view code, const std::string& hash) {
  return ::argon2id_verify(hash.c_str(), code.data(), code.size());
}

}  // namespace

std::string hash_code(std::string_view code) {
  const std::array<std::uint64_t, 2> salt = {random_u64(), random_u64()};
  std::array<char, 128> encoded{};
  const int failure = ::argon2id_hash_encoded(kPasses, kMemoryKib, kLanes, code.data(), code.size(), salt.data(),
                                              sizeof salt, kHashBytes, encoded.data(), encoded.size());
  if (failure != ARGON2_OK) throw std::runtime_error(std::string("argon2id: ") + ::argon2_error_message(failure));
  return encoded.data();
}

std::vector<std::string> demo_codes() { return {"bps2101", "karimunjaya2101", "bps2171", "batamjaya2171"}; }

bool verify_code(std::string_view code, const std::string& hash) {
  const int compared = compare(code, hash);
  if (compared == ARGON2_OK) return true;
  if (compared != ARGON2_VERIFY_MISMATCH) static_cast<void>(compare(code, dummy()));
  return false;
}

}  // namespace sipro::tenancy
