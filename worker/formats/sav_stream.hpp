// A .sav file as ReadStat is shown it: a dictionary that we write, then the real data. Wanted elements of a case are
// numbers, whatever the file says of them, so that ReadStat hands out their eight bytes untouched: no text conversion,
// no segments to put together, none of the code that corrupts ReadStat 1.1.8's heap, and no search for trailing spaces.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "formats/readstat_input.hpp"
#include "formats/sav_body.hpp"

namespace sipro::formats {

class SavStream : public ReadStatInput {
 public:
  /// `wanted`: for each element of a case whether it is read; elements between are shown as strings, to be skipped.
  /// `rows`: as the header shall tell it, -1: read to the end.
  SavStream(const SavDictionary& dictionary, const std::vector<bool>& wanted, std::int64_t rows,
            std::unique_ptr<SavBody> body);

  ssize_t read(char* to, std::size_t count) override;
  /// Within the dictionary only: ReadStat reads it twice, the data once.
  readstat_off_t seek(readstat_off_t offset, readstat_io_flags_t whence) override;

  /// For each variable that ReadStat sees, the element that it is; kSkipped: not wanted.
  static constexpr std::size_t kSkipped = static_cast<std::size_t>(-1);
  [[nodiscard]] const std::vector<std::size_t>& shown() const { return shown_; }
  [[nodiscard]] SavBody::Failure failure() const { return body_->failure(); }

 private:
  std::string head_;
  std::size_t position_ = 0;
  std::unique_ptr<SavBody> body_;
  std::vector<std::size_t> shown_;
};

}  // namespace sipro::formats
