#include "trade/variables.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.hpp"
#include "embedded.hpp"

namespace sipro::trade {
namespace {

std::array<VariableInfo, kVariableCount> load() {
  const auto document = boost::json::parse(schemas::embedded("variables.json"));
  const auto& entries = document.as_array();
  if (entries.size() != kVariableCount) throw std::logic_error("variables.json: not 17 variables");
  std::array<VariableInfo, kVariableCount> out;
  for (std::size_t i = 0; i < kVariableCount; ++i) {
    const auto& entry = entries[i].as_object();
    VariableInfo& variable = out[i];
    variable.variable = static_cast<Variable>(i);
    variable.name = std::string(entry.at("name").as_string());
    variable.label = std::string(entry.at("label").as_string());
    variable.number = entry.at("kind").as_string() == "number";
    if (const auto* width = entry.if_contains("width")) variable.code_width = width->to_number<std::size_t>();
    for (const auto& alias : entry.at("aliases").as_array()) variable.aliases.emplace_back(alias.as_string());
  }
  return out;
}

/// Characters that .por keeps of a name, and those that stay where two cut names would be equal: the second of
/// PELABUHAN and PELABUHAN1 becomes PELABU_A (PSPP) or PELABU_2 (SPSS).
constexpr std::size_t kCutName = 8;
constexpr std::size_t kCutStem = 6;

/// `names` are all of the file's: the form with '_' stands only beside the name that it gave way to.
bool is_cut_of(std::string_view name, std::string_view known, const std::vector<std::string>& names) {
  if (name.size() != kCutName || known.size() <= kCutName) return false;
  const std::string_view cut = known.substr(0, kCutName);
  if (name == cut) return true;
  return name[kCutStem] == '_' && cut.starts_with(name.substr(0, kCutStem)) &&
         std::find(names.begin(), names.end(), cut) != names.end();
}

}  // namespace

const std::array<VariableInfo, kVariableCount>& variables() {
  static const std::array<VariableInfo, kVariableCount> kVariables = load();
  return kVariables;
}

VariableMap map_variables(std::span<const std::string> names, std::optional<Flow> flow) {
  std::vector<std::string> upper_names;
  for (const auto& name : names) upper_names.push_back(upper(name));
  VariableMap map;
  std::vector<bool> taken(names.size(), false);
  const auto take = [&](Variable variable, auto matches) {
    auto& position = map.position[index(variable)];
    for (std::size_t i = 0; i < names.size() && !position; ++i) {
      if (taken[i] || !matches(upper_names[i])) continue;
      position = i;
      taken[i] = true;
    }
  };
  // Whole names first, so that a cut name never takes another variable's place.
  for (const auto& variable : variables()) {
    take(variable.variable, [&](const std::string& name) { return name == variable.name; });
  }
  if (flow) {
    const std::string_view own = *flow == Flow::ekspor ? "FOB" : "CIF";
    take(Variable::nilai, [own](const std::string& name) { return name == own; });
  }
  for (const auto& variable : variables()) {
    for (const auto& alias : variable.aliases)
      take(variable.variable, [&](const std::string& name) { return name == alias; });
  }
  for (const auto& variable : variables()) {
    take(variable.variable, [&](const std::string& name) { return is_cut_of(name, variable.name, upper_names); });
    for (const auto& alias : variable.aliases) {
      take(variable.variable, [&](const std::string& name) { return is_cut_of(name, alias, upper_names); });
    }
  }
  return map;
}

std::optional<Flow> flow_of_names(std::span<const std::string> names) {
  const auto has = [names](std::string_view wanted) {
    return std::any_of(names.begin(), names.end(), [wanted](const std::string& name) { return upper(name) == wanted; });
  };
  const bool fob = has("FOB");
  const bool cif = has("CIF");
  if (fob == cif) return std::nullopt;
  return fob ? Flow::ekspor : Flow::impor;
}

}  // namespace sipro::trade
