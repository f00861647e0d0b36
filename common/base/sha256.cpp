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

class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }

  void add(const void* bytes, std::size_t size) { EVP_DigestUpdate(context_.get(), bytes, size); }

  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_DigestFinal_ex(context_.get(), digest.data(), &size);
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (unsigned i = 0; i < size; ++i) {
      out.push_back(kDigits[digest[i] >> 4U]);
      out.push_back(kDigits[digest[i] & 0xfU]);
    }
    return out;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

Result<std::string> sha256_of_file(const std::filesystem::path& path, Progress progress) {
  const auto fail = [&path] { return Error{Errc::file_not_found, path.string() + ": " + std::strerror(errno)}; };
  const int fd = open_input(path);
  if (fd < 0) return fail();
  const std::unique_ptr<const int, void (*)(const int*)> closer(&fd, [](const int* open) { ::close(*open); });
  std::vector<char> buffer(256 * 1024);
  Digest digest;
  for (std::uint64_t offset = 0;;) {
    const std::int64_t got = read_at(fd, offset, buffer.data(), buffer.size());
    if (got < 0) return fail();
    if (got == 0) return digest.hex();
    digest.add(buffer.data(), static_cast<std::size_t>(got));
    offset += static_cast<std::uint64_t>(got);
    progress.tick();
  }
}

std::string sha256_of(std::string_view bytes) {
  Digest digest;
  digest.add(bytes.data(), bytes.size());
  return digest.hex();
}

}  // namespace sipro
