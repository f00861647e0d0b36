#include "formats/sav_body.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace sipro::formats {
namespace {

constexpr std::size_t kBuffer = 64 * 1024;

class FileRange : public SavBody {
 public:
  FileRange(const FileBytes& file, std::uint64_t start, std::uint64_t count)
      : file_(file), next_(start), end_(start + count), buffer_(kBuffer) {}

  std::size_t read(char* to, std::size_t count) override {
    // ReadStat asks for one row at a time.
    if (count <= filled_ - used_) {
      std::memcpy(to, buffer_.data() + used_, count);
      used_ += count;
      return count;
    }
    std::size_t done = 0;
    while (done < count) {
      if (used_ == filled_ && !fill()) break;
      const std::size_t part = std::min(count - done, filled_ - used_);
      std::memcpy(to + done, buffer_.data() + used_, part);
      used_ += part;
      done += part;
    }
    return done;
  }

 private:
  bool fill() {
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(kBuffer, end_ - next_));
    const std::int64_t got = file_.read_at(next_, buffer_.data(), want);
    if (got < static_cast<std::int64_t>(want)) fail(got < 0 ? Failure::storage : Failure::truncated);
    filled_ = got < 0 ? 0 : static_cast<std::size_t>(got);
    used_ = 0;
    next_ += filled_;
    return filled_ > 0;
  }

  const FileBytes& file_;
  std::uint64_t next_;
  std::uint64_t end_;
  std::vector<char> buffer_;
  std::size_t used_ = 0;
  std::size_t filled_ = 0;
};

class InflatedBlocks : public SavBody {
 public:
  InflatedBlocks(const FileBytes& file, const SavDictionary& dictionary)
      : file_(file), blocks_(dictionary.blocks), buffer_(kBuffer) {
    if (inflateInit(&stream_) != Z_OK) {
      fail(Failure::damaged);
      return;
    }
    open_ = true;
  }
  InflatedBlocks(const InflatedBlocks&) = delete;
  InflatedBlocks& operator=(const InflatedBlocks&) = delete;
  ~InflatedBlocks() override {
    if (open_) inflateEnd(&stream_);
  }

  std::size_t read(char* to, std::size_t count) override {
    std::size_t done = 0;
    while (done < count && failure() == Failure::none && block_ < blocks_.size()) {
      if (!started_ && !start_block()) break;
      done += inflate_some(to + done, count - done);
    }
    return done;
  }

 private:
  bool start_block() {
    started_ = true;
    taken_ = 0;
    stream_.avail_in = 0;
    if (inflateReset(&stream_) != Z_OK) fail(Failure::damaged);
    return failure() == Failure::none;
  }

  bool feed() {
    const SavBlock& block = blocks_[block_];
    const auto want = static_cast<std::uint32_t>(std::min<std::size_t>(kBuffer, block.compressed - taken_));
    const std::int64_t got = file_.read_at(block.offset + taken_, buffer_.data(), want);
    if (got < static_cast<std::int64_t>(want) || want == 0) {
      fail(got < 0 ? Failure::storage : want == 0 ? Failure::damaged : Failure::truncated);
      return false;
    }
    taken_ += want;
    stream_.next_in = reinterpret_cast<Bytef*>(buffer_.data());
    stream_.avail_in = want;
    return true;
  }

  std::size_t inflate_some(char* to, std::size_t count) {
    if (stream_.avail_in == 0 && !feed()) return 0;
    const auto room = static_cast<uInt>(std::min<std::size_t>(count, 1U << 30U));
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = room;
    const int status = inflate(&stream_, Z_NO_FLUSH);
    const std::size_t got = room - stream_.avail_out;
    const SavBlock& block = blocks_[block_];
    if (status == Z_STREAM_END) {
      // A block that holds less or more than the table says would shift every later row.
      if (stream_.total_out != block.uncompressed || taken_ - stream_.avail_in != block.compressed)
        fail(Failure::damaged);
      started_ = false;
      ++block_;
    } else if (status != Z_OK || stream_.total_out > block.uncompressed) {
      fail(Failure::damaged);
    }
    return got;
  }

  const FileBytes& file_;
  const std::vector<SavBlock>& blocks_;
  std::vector<char> buffer_;
  z_stream stream_{};
  bool open_ = false;
  bool started_ = false;
  std::size_t block_ = 0;
  std::uint32_t taken_ = 0;  // compressed bytes of the block given to zlib
};

}  // namespace

std::unique_ptr<SavBody> file_range(const FileBytes& file, std::uint64_t start, std::uint64_t count) {
  return std::make_unique<FileRange>(file, start, count);
}

std::unique_ptr<SavBody> whole_body(const FileBytes& file, const SavDictionary& dictionary) {
  if (dictionary.encoding == SavEncoding::zlib) return std::make_unique<InflatedBlocks>(file, dictionary);
  return file_range(file, dictionary.data_start, dictionary.data_bytes);
}

}  // namespace sipro::formats
