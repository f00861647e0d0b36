// HS codes and chapters of source files: what a code becomes, and which rules it meets. Judged once a distinct value.
#pragma once

#include <cstdint>
#include <string>

#include "trade/hs_master.hpp"
#include "trade/source_file.hpp"

namespace sipro::trade {

/// HS of a row after the rules hs_invalid, hs_padded, hs_cut and hs_unknown.
struct HsCode {
  std::string text;          // 8 digits where valid, else as the file has it
  std::uint8_t chapter = 0;  // of a valid code; 0 may be told by the code "00..."
  bool empty = false;
  bool valid = false;
  bool padded = false;
  bool cut = false;
  bool unknown = false;
};

HsCode hs_code_of(const SourceValue& value, const HsMaster* master);

/// Chapter 1..99 of HSDUA; 0: none can be told.
std::uint8_t chapter_of(const SourceValue& value);

/// "01".."99". Precondition: 1 <= chapter <= 99.
std::string chapter_text(std::uint32_t chapter);

/// The built-in Indonesian name of a chapter. Precondition: 1 <= chapter <= 99.
const std::string& chapter_name(std::uint32_t chapter);

}  // namespace sipro::trade
