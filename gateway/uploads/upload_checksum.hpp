// The extension checksum of tus 1.0.0: the client tells the hash of a request's body.
#pragma once

#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "base/error.hpp"

namespace sipro::gateway {

class UploadChecksum {
 public:
  /// Tus-Checksum-Algorithm.
  static constexpr std::string_view kAlgorithms = "sha1,sha256,sha512";

  /// `header`: "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=". Errors: wrong_usage, told for officers.
  static Result<UploadChecksum> parse(std::string_view header);

  void add(std::string_view bytes) { digest_.add(bytes); }
  /// Whether what was added is what the client told. Once, at the end.
  bool matches() { return digest_.bytes() == expected_; }

 private:
  UploadChecksum(Digest digest, std::string expected) : digest_(std::move(digest)), expected_(std::move(expected)) {}

  Digest digest_;
  std::string expected_;
};

}  // namespace sipro::gateway
