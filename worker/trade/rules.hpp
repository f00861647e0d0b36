// The names of the domain's rules: the stops of a run and the rules of a row, in the order in which they are looked at.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace sipro::trade {

/// A stop means: no result, the reason is told. The first found in this order is the run's; the rest are told with it.
enum class StopRule { unreadable_file, identical_files, variable_missing, flow_mismatch, period_overlap, no_data };

/// A finding about rows. `flow_mismatch` and `period_overlap` stand here for what the user chose to accept.
enum class Rule : unsigned char {
  flow_mismatch,
  other_district,
  month_invalid,
  year_invalid,
  period_overlap,
  value_invalid,
  kind_unknown,
  hs_invalid,
  hs_padded,
  hs_cut,
  chapter_mismatch,
  weight_invalid,
  value_zero,
  hs_unknown,
  name_missing,
  name_variant,
  name_shared,
  duplicate_row,
  duplicate_key,
  text_cleaned,
};

inline constexpr std::size_t kRuleCount = 20;

enum class Action : unsigned char { kept, corrected, rejected, set_aside };

inline constexpr std::size_t kActionCount = 4;

/// "period_overlap"
std::string_view to_string(StopRule rule);
std::string_view to_string(Rule rule);
/// "set_aside"
std::string_view to_string(Action action);

/// What the rule says, in one Indonesian line for the officer's report.
std::string_view in_words(Rule rule);
/// What was done, in Indonesian: "tetap dipakai", "dibetulkan", "ditolak", "disisihkan".
std::string_view in_words(Action action);

}  // namespace sipro::trade
