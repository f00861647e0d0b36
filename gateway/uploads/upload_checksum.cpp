#include "uploads/upload_checksum.hpp"

#include <algorithm>
#include <utility>

#include "uploads/upload_metadata.hpp"

namespace sipro::gateway {

Result<UploadChecksum> UploadChecksum::parse(std::string_view header) {
  const std::string_view algorithm = header.substr(0, header.find(' '));
  auto digest = Digest::of(algorithm);
  if (!digest) {
    return Error{Errc::wrong_usage,
                 "Algoritma Upload-Checksum tidak dikenal. Pakai salah satu dari: " + std::string(kAlgorithms) + "."};
  }
  auto expected = base64_decode(header.substr(std::min(header.size(), algorithm.size() + 1)));
  if (!expected || expected->size() != digest->size()) {
    return Error{Errc::wrong_usage, "Upload-Checksum harus berupa nama algoritma, spasi, dan nilainya dalam base64."};
  }
  return UploadChecksum(std::move(*digest), std::move(*expected));
}

}  // namespace sipro::gateway
