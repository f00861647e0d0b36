#include "base/sha256.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "base/input_file.hpp"

namespace sipro {
namespace {

EVP_MD_CTX* digest(void* context) { return static_cast<EVP_MD_CTX*>(context); }

std::string hex_of(std::span<const unsigned char> bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : bytes) {
    out.push_back(kDigits[byte >> 4U]);
    out.push_back(kDigits[byte & 0xfU]);
  }
  return out;
}

}  // namespace

Sha256::Sha256()
    : context_(EVP_MD_CTX_new(), [](void* context) { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context)); }) {
  EVP_DigestInit_ex(digest(context_.get()), EVP_sha256(), nullptr);
}

void Sha256::add(const void* bytes, std::size_t size) { EVP_DigestUpdate(digest(context_.get()), bytes, size); }

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  EVP_DigestFinal_ex(digest(context_.get()), bytes.data(), &size);
  return hex_of(std::span(bytes).first(size));
}

Result<std::string> sha256_of_file(const std::filesystem::path& path, Progress progress) {
  const auto fail = [&path] { return Error{Errc::file_not_found, path.string() + ": " + std::strerror(errno)}; };
  const int fd = open_input(path);
  if (fd < 0) return fail();
  const std::unique_ptr<const int, void (*)(const int*)> closer(&fd, [](const int* open) { ::close(*open); });
  std::vector<char> buffer(256 * 1024);
  Sha256 sha;
  for (std::uint64_t offset = 0;;) {
    const std::int64_t got = read_at(fd, offset, buffer.data(), buffer.size());
    if (got < 0) return fail();
    if (got == 0) return sha.hex();
    sha.add(buffer.data(), static_cast<std::size_t>(got));
    offset += static_cast<std::uint64_t>(got);
    progress.tick();
  }
}

std::string sha256_of(std::string_view bytes) {
  Sha256 sha;
  sha.add(bytes.data(), bytes.size());
  return sha.hex();
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  // OpenSSL takes bytes; text's are those.
  const auto* content = reinterpret_cast<const unsigned char*>(text.data());
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), content, text.size(), bytes.data(), &size);
  return hex_of(std::span(bytes).first(size));
}

bool equal_secrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace sipro
