#include "base/sha256.hpp"

#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "base/input_file.hpp"

namespace sipro {
namespace {

EVP_MD_CTX* digest(void* context) { return static_cast<EVP_MD_CTX*>(context); }

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
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (unsigned i = 0; i < size; ++i) {
    out.push_back(kDigits[bytes[i] >> 4U]);
    out.push_back(kDigits[bytes[i] & 0xfU]);
  }
  return out;
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

}  // namespace sipro
