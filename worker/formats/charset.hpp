// The charset that a file's text is in, turned to UTF-8. One thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sipro::formats {

class Charset {
 public:
  struct Converted {
    std::string text;      // UTF-8
    bool changed = false;  // other bytes than the file's
  };

  static Charset windows_1252();
  static Charset utf8();
  /// Of a file that names none: text that is well-formed UTF-8 is that, other text is windows-1252.
  static Charset undeclared();
  /// By the names that iconv knows. Empty: unknown here, or no superset of ASCII.
  static std::optional<Charset> named(std::string_view name);
  /// By the numbers of Windows' code pages, which .sav files carry; 2 and 3 (ASCII) declare nothing.
  static std::optional<Charset> code_page(int number);

  Charset(Charset&&) noexcept;
  Charset& operator=(Charset&&) noexcept;
  ~Charset();

  /// "UTF-8", "windows-1252", "ISO-8859-1", ...
  [[nodiscard]] const std::string& name() const { return name_; }
  /// Bytes that the charset can't hold are taken as windows-1252, one by one.
  [[nodiscard]] Converted to_utf8(std::string_view raw) const;

 private:
  enum class Kind { utf8, windows_1252, undeclared, iconv };
  struct Converter;

  Charset(Kind kind, std::string name);

  Kind kind_;
  std::string name_;
  std::unique_ptr<Converter> converter_;
};

/// Loads the modules of all charsets, for good: behind a cage that shows no file of the system they can't be loaded,
/// and which one a file will name is only known once it is read.
void load_charsets();

}  // namespace sipro::formats
