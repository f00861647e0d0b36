// The 17 variables of the microdata: names, aliases, labels and widths, read from schemas/variables.json.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "trade/flow.hpp"

namespace sipro::trade {

enum class Variable : unsigned char {
  bulan,
  tahun,
  propinsi,
  pelabuhan,
  hs,
  negara,
  berat,
  nilai,
  provasal,
  hsdua,
  kabkot,
  pelabuhan1,
  negara2,
  hs2,
  jenis,
  sektor,
  komoditi
};

inline constexpr std::size_t kVariableCount = 17;

constexpr std::size_t index(Variable variable) { return static_cast<std::size_t>(variable); }

struct VariableInfo {
  Variable variable;
  std::string name;                  // "PELABUHAN1"
  std::string label;                 // Indonesian, as the clean file carries it
  std::vector<std::string> aliases;  // upper case
  std::size_t code_width = 0;        // digits of a numeric code that lost its zeros; 0: not a padded code
  bool number = false;               // BULAN, TAHUN, BERAT, NILAI; all others are text
};

/// In the order of the clean file, indexed by Variable.
const std::array<VariableInfo, kVariableCount>& variables();

inline const VariableInfo& info(Variable variable) { return variables()[index(variable)]; }

/// Which of a file's variables holds what: for each Variable the position in the file's list of names.
struct VariableMap {
  std::array<std::optional<std::size_t>, kVariableCount> position;

  [[nodiscard]] bool has(Variable variable) const { return position[index(variable)].has_value(); }
};

/// Matches names regardless of case, by alias, and by the 8 characters that some formats cut names to. The variable's
/// own name wins over its aliases; where both FOB and CIF stand for NILAI, the flow's own wins (`flow` empty: FOB).
VariableMap map_variables(std::span<const std::string> names, std::optional<Flow> flow);

/// The flow that FOB or CIF among the names tells; both together say nothing.
std::optional<Flow> flow_of_names(std::span<const std::string> names);

}  // namespace sipro::trade
