// The data part of a .sav file as a stream of bytes from front to back: a range of the file, or the inflated blocks of
// a .zsav. One thread an object; several may read one file.
#pragma once

#include <memory>

#include "formats/sav_dictionary.hpp"

namespace sipro::formats {

class SavBody {
 public:
  enum class Failure { none, truncated, damaged, storage };

  virtual ~SavBody() = default;

  /// Up to `count` bytes, fewer only at the end or after a failure.
  virtual std::size_t read(char* to, std::size_t count) = 0;
  [[nodiscard]] Failure failure() const { return failure_; }

 protected:
  void fail(Failure failure) { failure_ = failure; }

 private:
  Failure failure_ = Failure::none;
};

/// `count` bytes of the file from `start`.
std::unique_ptr<SavBody> file_range(const FileBytes& file, std::uint64_t start, std::uint64_t count);

/// All data of the file; what a .zsav holds comes out as the row-compressed bytes that it deflates.
std::unique_ptr<SavBody> whole_body(const FileBytes& file, const SavDictionary& dictionary);

}  // namespace sipro::formats
