// Where libxlsxwriter puts the parts of a workbook before it zips them. The library's own temporary files lie in /tmp,
// are named by rand() and lose data without a word when the disk is full; these stay in memory, go to the folder of the
// result once they are large, and remember that a write failed. One object a workbook, on the thread that writes it.
#pragma once

#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace sipro::workbook {

class Scratch {
 public:
  /// Called with a part that is still in memory when the library begins to read it; may change it.
  using Finish = std::function<void(std::string&)>;

  /// From now on the thread's workbooks use this object. A part of more than `memory_bytes` goes to an unnamed file in
  /// `folder`.
  Scratch(std::filesystem::path folder, std::size_t memory_bytes, Finish finish);
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  /// Closes the parts that the library leaves open when it fails.
  ~Scratch();

  /// errno of the first part that could not be written or read back, 0 while all is well.
  [[nodiscard]] int error() const { return error_; }
  /// Parts opened so far: 0 after a workbook was written means that the library did not ask us.
  [[nodiscard]] std::size_t parts() const { return parts_; }

  /// A new part; NULL with errno. Its owner closes it by fclose.
  std::FILE* open_part();

 private:
  friend class ScratchPart;

  std::filesystem::path folder_;
  std::size_t memory_bytes_;
  Finish finish_;
  Scratch* outer_;
  std::vector<std::FILE*> open_;
  std::size_t parts_ = 0;
  int error_ = 0;
};

}  // namespace sipro::workbook
