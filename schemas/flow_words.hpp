// The words of schemas/tables that a definition leaves open, filled in the same way by all who read one.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace sipro::schemas {

/// The words by which the tables of exports and those of imports differ: {Flow}, {flow}, {FLOW}, {Partner}, {partner}.
inline std::string in_words_of(bool ekspor, std::string text) {
  using Word = std::pair<std::string_view, std::string_view>;
  const Word words[] = {{"{Flow}", ekspor ? "Ekspor" : "Impor"},
                        {"{flow}", ekspor ? "ekspor" : "impor"},
                        {"{FLOW}", ekspor ? "EKSPOR" : "IMPOR"},
                        {"{Partner}", ekspor ? "Negara Tujuan" : "Negara Asal"},
                        {"{partner}", ekspor ? "negara tujuan" : "negara asal"}};
  for (const auto& [what, by] : words) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
      text.replace(at, what.size(), by);
    }
  }
  return text;
}

/// The unit of a definition's measure, "value" or "weight".
constexpr std::string_view unit_of_measure(std::string_view measure) {
  return measure == "weight" ? "ribu ton" : "juta US$";
}

}  // namespace sipro::schemas
