// SHA-256 of files and bytes, by OpenSSL.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/progress.hpp"

namespace sipro {

/// SHA-256 of bytes that come piece by piece.
class Sha256 {
 public:
  Sha256();
  void add(const void* bytes, std::size_t size);
  /// 64 lower-case hexadecimal digits of all that was added. Once, at the end.
  std::string hex();

 private:
  std::unique_ptr<void, void (*)(void*)> context_;
};

/// 64 lower-case hexadecimal digits of the file's SHA-256. Errors: file_not_found.
Result<std::string> sha256_of_file(const std::filesystem::path& path, Progress progress = {});

std::string sha256_of(std::string_view bytes);

/// 64 lower-case hexadecimal digits of HMAC-SHA-256: what only a holder of `key` can say of `text`.
std::string hmac_sha256(std::string_view key, std::string_view text);
/// In constant time for texts of one length.
bool equal_secrets(std::string_view a, std::string_view b);

}  // namespace sipro
