#include "formats/charset.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "base/text.hpp"

namespace sipro::formats {
namespace {

/// Windows-1252 at 0x80..0x9f; the five bytes that it leaves open become U+FFFD.
constexpr std::array<std::uint16_t, 32> kWindows1252 = {0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                                        0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
                                                        0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                                        0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178};

void append_windows_1252(std::string& out, char byte) {
  const auto value = static_cast<unsigned char>(byte);
  if (value < 0x80) {
    out.push_back(byte);
    return;
  }
  const std::uint32_t code = value < 0xa0 ? kWindows1252[value - 0x80U] : value;
  if (code < 0x800) {
    out.push_back(static_cast<char>(0xc0U | (code >> 6U)));
  } else {
    out.push_back(static_cast<char>(0xe0U | (code >> 12U)));
    out.push_back(static_cast<char>(0x80U | ((code >> 6U) & 0x3fU)));
  }
  out.push_back(static_cast<char>(0x80U | (code & 0x3fU)));
}

std::string from_windows_1252(std::string_view raw) {
  std::string out;
  out.reserve(raw.size() + raw.size() / 4);
  for (const char byte : raw) append_windows_1252(out, byte);
  return out;
}

/// Bytes of the well-formed UTF-8 character at the front, 0 where none is.
std::size_t utf8_length(std::string_view raw) {
  for (std::size_t length = 1; length <= 4 && length <= raw.size(); ++length) {
    if (is_utf8(raw.substr(0, length))) return length;
  }
  return 0;
}

std::string repaired_utf8(std::string_view raw) {
  std::string out;
  while (!raw.empty()) {
    const std::size_t length = utf8_length(raw);
    if (length == 0) {
      append_windows_1252(out, raw.front());
    } else {
      out.append(raw.substr(0, length));
    }
    raw.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

/// Letters in upper case, digits; nothing else: "iso8859_1" and "ISO-8859-1" are one name.
std::string plain_name(std::string_view name) {
  std::string out;
  for (const char c : upper(name)) {
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) out.push_back(c);
  }
  return out;
}

}  // namespace

struct Charset::Converter {
  explicit Converter(const std::string& name)
      : handle(iconv_open("UTF-8", name.c_str())), valid(std::bit_cast<std::intptr_t>(handle) != -1) {}
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  ~Converter() {
    if (valid) iconv_close(handle);
  }

  std::string convert(std::string_view raw) const {
    std::string out;
    std::array<char, 1024> buffer{};
    iconv(handle, nullptr, nullptr, nullptr, nullptr);
    char* from = const_cast<char*>(raw.data());  // iconv's signature; it doesn't write there
    std::size_t left = raw.size();
    while (left > 0) {
      char* to = buffer.data();
      std::size_t room = buffer.size();
      const std::size_t before = left;
      iconv(handle, &from, &left, &to, &room);
      out.append(buffer.data(), static_cast<std::size_t>(to - buffer.data()));
      if (left == before) {
        append_windows_1252(out, *from++);
        --left;
      }
    }
    return out;
  }

  iconv_t handle;
  bool valid;
};

Charset::Charset(Kind kind, std::string name) : kind_(kind), name_(std::move(name)) {}
Charset::Charset(Charset&&) noexcept = default;
Charset& Charset::operator=(Charset&&) noexcept = default;
Charset::~Charset() = default;

Charset Charset::windows_1252() { return {Kind::windows_1252, "windows-1252"}; }

Charset Charset::utf8() { return {Kind::utf8, "UTF-8"}; }

Charset Charset::undeclared() { return {Kind::undeclared, "windows-1252"}; }

std::optional<Charset> Charset::named(std::string_view name) {
  const std::string plain = plain_name(name);
  if (plain == "UTF8") return utf8();
  if (plain == "WINDOWS1252" || plain == "CP1252") return windows_1252();
  for (const char* known : {"ASCII", "USASCII", "ANSIX341968"}) {
    if (plain == known) return undeclared();
  }
  std::string shown(name);
  if (plain == "LATIN1" || plain == "ISO88591" || plain == "L1") shown = "ISO-8859-1";
  if (plain.starts_with("CP125") || plain.starts_with("WINDOWS125"))
    shown = "windows-" + plain.substr(plain.size() - 4);
  Charset charset(Kind::iconv, shown);
  charset.converter_ = std::make_unique<Converter>(shown);
  if (!charset.converter_->valid || charset.converter_->convert("Az09 =") != "Az09 =") return std::nullopt;
  return charset;
}

std::optional<Charset> Charset::code_page(int number) {
  struct Named {
    int number;
    const char* name;
  };
  static constexpr Named kNamed[] = {{20866, "KOI8-R"},  {21866, "KOI8-U"},    {20932, "EUC-JP"},
                                     {51932, "EUC-JP"},  {51936, "GBK"},       {51949, "EUC-KR"},
                                     {54936, "GB18030"}, {10000, "MACINTOSH"}, {950, "BIG5"}};
  if (number == 2 || number == 3 || number == 20127) return undeclared();
  if (number == 65001) return utf8();
  for (const Named& known : kNamed) {
    if (known.number == number) return named(known.name);
  }
  if (number > 28590 && number < 28606) return named("ISO-8859-" + std::to_string(number - 28590));
  if (number > 4 && number < 1400) return named("CP" + std::to_string(number));
  return std::nullopt;
}

Charset::Converted Charset::to_utf8(std::string_view raw) const {
  const bool keep = is_ascii(raw) || ((kind_ == Kind::utf8 || kind_ == Kind::undeclared) && is_utf8(raw));
  if (keep) return {std::string(raw), false};
  switch (kind_) {
    case Kind::utf8: return {repaired_utf8(raw), true};
    case Kind::undeclared:
    case Kind::windows_1252: return {from_windows_1252(raw), true};
    case Kind::iconv: break;
  }
  std::string text = converter_->convert(raw);
  const bool changed = text != raw;
  return {std::move(text), changed};
}

}  // namespace sipro::formats
