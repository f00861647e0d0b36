#include "formats/sav_stream.hpp"

#include <algorithm>
#include <bit>
#include <cfloat>
#include <cmath>

namespace sipro::formats {
namespace {

constexpr std::int32_t kFormatF8 = 0x050800;
constexpr std::int32_t kFormatA8 = 0x010800;

/// Appends fields in the file's byte order, which ReadStat then expects of the data too.
class Head {
 public:
  explicit Head(bool big_endian) : big_endian_(big_endian) {}

  void i32(std::int32_t value) {
    const auto bits = static_cast<std::uint32_t>(value);
    const std::uint32_t stored = big_endian_ ? __builtin_bswap32(bits) : bits;
    text(std::string_view(reinterpret_cast<const char*>(&stored), sizeof stored));
  }
  void number(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const std::uint64_t stored = big_endian_ ? __builtin_bswap64(bits) : bits;
    text(std::string_view(reinterpret_cast<const char*>(&stored), sizeof stored));
  }
  void text(std::string_view bytes) { out_.append(bytes); }
  void padded(std::string_view bytes, std::size_t width) { text(bytes), out_.append(width - bytes.size(), ' '); }

  void variable(std::size_t index, std::int32_t width) {
    const std::int32_t format = width == 0 ? kFormatF8 : kFormatA8;
    for (const std::int32_t field : {2, width, 0, 0, format, format}) i32(field);
    padded("V" + std::to_string(index % 10'000'000), 8);
    for (std::int32_t at = 8; at < width; at += 8) {
      for (const std::int32_t field : {2, -1, 0, 0, kFormatA8, kFormatA8}) i32(field);
      padded("", 8);
    }
  }

  std::string take() { return std::move(out_); }

 private:
  bool big_endian_;
  std::string out_;
};

}  // namespace

SavStream::SavStream(const SavDictionary& dictionary, const std::vector<bool>& wanted, std::int64_t rows,
                     std::unique_ptr<SavBody> body)
    : body_(std::move(body)) {
  Head head(dictionary.big_endian);
  head.text("$FL2");
  head.padded("@(#) SPSS DATA FILE", 60);
  head.i32(2);
  head.i32(static_cast<std::int32_t>(wanted.size()));
  head.i32(dictionary.encoding == SavEncoding::plain ? 0 : 1);
  head.i32(0);
  head.i32(static_cast<std::int32_t>(rows));
  head.number(dictionary.bias);
  head.padded("01 Jan 7000:00:00", 17 + 64 + 3);
  for (std::size_t at = 0; at < wanted.size();) {
    std::size_t end = at;
    while (end < wanted.size() && !wanted[end] && end - at < 31) ++end;
    // A string of 31 elements at most stays clear of ReadStat's rule for the last element of a segment.
    const bool skip = end > at;
    head.variable(shown_.size(), skip ? static_cast<std::int32_t>((end - at) * 8) : 0);
    shown_.push_back(skip ? kSkipped : at);
    at = skip ? end : at + 1;
  }
  for (const std::int32_t field : {7, 4, 8, 3}) head.i32(field);
  for (const double value : {dictionary.system_missing, DBL_MAX, std::nextafter(-DBL_MAX, 0)}) head.number(value);
  for (const std::int32_t field : {999, 0}) head.i32(field);
  head_ = head.take();
}

ssize_t SavStream::read(char* to, std::size_t count) {
  std::size_t done = 0;
  if (position_ < head_.size()) {
    done = std::min(count, head_.size() - position_);
    std::copy_n(head_.data() + position_, done, to);
    position_ += done;
  }
  if (done < count) done += body_->read(to + done, count - done);
  return static_cast<ssize_t>(done);
}

readstat_off_t SavStream::seek(readstat_off_t offset, readstat_io_flags_t whence) {
  // ReadStat asks for the end to know the size, for its progress reports.
  if (whence == READSTAT_SEEK_END) return static_cast<readstat_off_t>(head_.size());
  const readstat_off_t target = whence == READSTAT_SEEK_SET ? offset : static_cast<readstat_off_t>(position_) + offset;
  if (target < 0 || target > static_cast<readstat_off_t>(head_.size())) return -1;
  position_ = static_cast<std::size_t>(target);
  return target;
}

}  // namespace sipro::formats
