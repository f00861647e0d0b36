// The flow (arus) of a dataset, which nothing in the data says: the user gives it and it travels with the dataset.
#pragma once

#include <string_view>

namespace sipro::trade {

enum class Flow { ekspor, impor };

constexpr Flow other(Flow flow) { return flow == Flow::ekspor ? Flow::impor : Flow::ekspor; }
/// "ekspor" or "impor".
constexpr std::string_view to_string(Flow flow) { return flow == Flow::ekspor ? "ekspor" : "impor"; }
/// "Ekspor" or "Impor".
constexpr std::string_view title_case(Flow flow) { return flow == Flow::ekspor ? "Ekspor" : "Impor"; }

}  // namespace sipro::trade
