// Hashes by name, for who must check a hash that another program chose. Ours is SHA-256: base/sha256.hpp.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sipro {

class Digest {
 public:
  /// sha1, sha256, sha512; nothing for others.
  static std::optional<Digest> of(std::string_view algorithm);

  void add(std::string_view bytes);
  /// The hash of all that was added, `size` bytes. Once, at the end.
  std::string bytes();
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  explicit Digest(const void* algorithm);

  std::unique_ptr<void, void (*)(void*)> context_;
  std::size_t size_;
};

}  // namespace sipro
