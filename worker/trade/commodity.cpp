#include "trade/commodity.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "embedded.hpp"
#include "trade/source_cells.hpp"

namespace sipro::trade {
namespace {

bool all_digits(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::uint8_t two_digits(const std::string& text) {
  return static_cast<std::uint8_t>((text[0] - '0') * 10 + (text[1] - '0'));
}

std::array<std::string, 100> load_chapter_names() {
  std::array<std::string, 100> names;
  const auto document = boost::json::parse(schemas::embedded("hs_chapters.json"));
  for (std::uint32_t chapter = 1; chapter <= 99; ++chapter) {
    names.at(chapter) = std::string(document.as_object().at(chapter_text(chapter)).as_string());
  }
  return names;
}

}  // namespace

HsCode hs_code_of(const SourceValue& value, const HsMaster* master) {
  HsCode hs;
  hs.text = text_of(value, 0);
  std::string digits = hs.text;
  std::erase_if(digits, [](char c) { return c == '.' || c == ' '; });
  hs.empty = digits.empty();
  hs.valid = digits.size() >= 7 && digits.size() <= 10 && all_digits(digits);
  if (!hs.valid) return hs;
  hs.padded = digits.size() == 7;
  hs.cut = digits.size() > 8;
  if (digits.size() % 2 == 1) digits.insert(0, 1, '0');  // 7 and 9 digits lost their zero
  hs.text = digits.substr(0, 8);
  hs.chapter = two_digits(hs.text);
  hs.unknown = master != nullptr && !master->knows(hs.text);
  return hs;
}

std::uint8_t chapter_of(const SourceValue& value) {
  const std::string text = text_of(value, info(Variable::hsdua).code_width);
  return text.size() == 2 && all_digits(text) ? two_digits(text) : std::uint8_t{0};
}

std::string chapter_text(std::uint32_t chapter) {
  std::string text = std::to_string(chapter);
  return text.size() == 1 ? "0" + text : text;
}

const std::string& chapter_name(std::uint32_t chapter) {
  static const std::array<std::string, 100> kNames = load_chapter_names();
  return kNames.at(chapter);
}

}  // namespace sipro::trade
