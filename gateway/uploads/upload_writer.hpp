// The data of an upload while one connection writes it. Called on the file pool, by one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/sha256.hpp"
#include "storage/files.hpp"

namespace sipro::gateway {

class UploadWriter {
 public:
  /// Goes on at `offset`. Never cuts the file: another connection may be writing the same bytes.
  static Result<UploadWriter> open(const std::filesystem::path& folder, std::uint64_t offset);

  /// Errors: storage_full; `position` tells how far it came.
  Result<void> write(std::string_view bytes);
  /// Afterwards all bytes before `position` are there for good.
  Result<void> sync();
  /// The file's first bytes.
  Result<std::string> head(std::size_t size) const;

  [[nodiscard]] std::uint64_t position() const { return position_; }
  /// Of all bytes before `position`; empty where it did not begin at 0. Once, at the end.
  std::string sha256() { return hash_ ? hash_->hex() : std::string(); }

 private:
  UploadWriter(std::filesystem::path path, storage::Descriptor data, std::uint64_t offset);

  std::filesystem::path path_;
  storage::Descriptor data_;
  std::uint64_t position_;
  std::optional<Sha256> hash_;
};

}  // namespace sipro::gateway
