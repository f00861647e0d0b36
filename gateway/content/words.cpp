#include "content/words.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace sipro::gateway {
namespace {

/// Plain letters of U+00C0 to U+017F; ? stands for two letters or none.
constexpr std::string_view kPlain =
    "AAAAAA?CEEEEIIIIDNOOOOO?OUUUUY??AAAAAA?CEEEEIIIIDNOOOOO?OUUUUY?Y"
    "AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIII??JJKKKLLLLLLLLLLNNNNNNNNNOOOOOO??RRRRRRSSSSSSSSTTTTTT"
    "UUUUUUUUUUUUWWYYYZZZZZZS";
static_assert(kPlain.size() == 0x180 - 0xc0);

constexpr std::pair<unsigned, std::string_view> kPairs[] = {{0xc6, "AE"},  {0xde, "TH"},  {0xdf, "SS"},
                                                            {0xe6, "AE"},  {0xfe, "TH"},  {0x132, "IJ"},
                                                            {0x133, "IJ"}, {0x152, "OE"}, {0x153, "OE"}};

std::string_view plain_letters(unsigned code) {
  const std::string_view one = kPlain.substr(code - 0xc0, 1);
  if (one != "?") return one;
  for (const auto& [of, letters] : kPairs) {
    if (of == code) return letters;
  }
  return {};
}

bool is_word_byte(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

}  // namespace

std::vector<std::string> folded_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&words, &word] {
    if (!word.empty()) words.push_back(std::exchange(word, {}));
  };
  const std::string raised = upper(text);
  for (std::size_t at = 0; at < raised.size();) {
    const auto lead = static_cast<unsigned char>(raised[at]);
    if (lead < 0x80) {
      if (is_word_byte(raised[at])) {
        word += raised[at];
      } else {
        end_word();
      }
      ++at;
      continue;
    }
    const std::size_t length = std::min<std::size_t>(lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2, raised.size() - at);
    const std::string_view character = std::string_view(raised).substr(at, length);
    at += length;
    const unsigned code = length == 2 ? (lead & 0x1fU) << 6U | (static_cast<unsigned char>(character[1]) & 0x3fU) : 0;
    if (code >= 0xc0 && code < 0x180) {
      const std::string_view letters = plain_letters(code);
      if (letters.empty()) end_word();
      word += letters;
    } else if (code >= 0x300 && code < 0x370) {
      continue;  // a combining mark
    } else if ((length == 2 && code < 0xc0) || (length == 3 && lead == 0xe2)) {
      end_word();  // signs and punctuation
    } else {
      word += character;
    }
  }
  end_word();
  return words;
}

bool all_begin_one(const std::vector<std::string>& wanted, const std::vector<std::string>& words) {
  return std::all_of(wanted.begin(), wanted.end(), [&words](const std::string& prefix) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return word.starts_with(prefix); });
  });
}

}  // namespace sipro::gateway
