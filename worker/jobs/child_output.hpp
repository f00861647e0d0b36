// What comes out of a child that may have been taken over by its input: nothing here grows without a limit. One thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sipro::jobs {

/// Cuts a stream into lines. A line longer than the limit is dropped whole.
class LineCutter {
 public:
  static constexpr std::size_t kLongestLine = 16 * 1024;

  template <class OnLine>
  void feed(std::string_view bytes, const OnLine& on_line) {
    while (!bytes.empty()) {
      const std::size_t end = bytes.find('\n');
      keep(bytes.substr(0, end));
      if (end == std::string_view::npos) return;
      if (!too_long_) on_line(std::string_view(line_));
      line_.clear();
      too_long_ = false;
      bytes.remove_prefix(end + 1);
    }
  }

 private:
  void keep(std::string_view part);

  std::string line_;
  bool too_long_ = false;
};

/// The last bytes of a stream.
class Tail {
 public:
  static constexpr std::size_t kBytes = 4 * 1024;

  void feed(std::string_view bytes);
  /// As UTF-8 without control characters but line ends and tabs: what is none of it becomes U+FFFD.
  [[nodiscard]] std::string text() const;

 private:
  std::string bytes_;
};

}  // namespace sipro::jobs
