#include "base/digest.hpp"

#include <openssl/evp.h>

#include <array>

namespace sipro {
namespace {

EVP_MD_CTX* digest(void* context) { return static_cast<EVP_MD_CTX*>(context); }

}  // namespace

Digest::Digest(const void* algorithm)
    : context_(EVP_MD_CTX_new(), [](void* context) { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context)); }),
      size_(static_cast<std::size_t>(EVP_MD_get_size(static_cast<const EVP_MD*>(algorithm)))) {
  EVP_DigestInit_ex(digest(context_.get()), static_cast<const EVP_MD*>(algorithm), nullptr);
}

std::optional<Digest> Digest::of(std::string_view algorithm) {
  if (algorithm == "sha1") return Digest(EVP_sha1());
  if (algorithm == "sha256") return Digest(EVP_sha256());
  if (algorithm == "sha512") return Digest(EVP_sha512());
  return std::nullopt;
}

void Digest::add(std::string_view bytes) { EVP_DigestUpdate(digest(context_.get()), bytes.data(), bytes.size()); }

std::string Digest::bytes() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
  EVP_DigestFinal_ex(digest(context_.get()), value.data(), nullptr);
  return {value.begin(), value.begin() + static_cast<std::ptrdiff_t>(size_)};
}

}  // namespace sipro
