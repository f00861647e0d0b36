// What the rules found: exact counts and sums, and up to 10,000 cases a rule.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "trade/exact_sum.hpp"
#include "trade/rules.hpp"

namespace sipro::trade {

inline constexpr std::size_t kListedItems = 10'000;

struct FindingItem {
  std::uint32_t file = 0;         // position among the run's files
  std::uint32_t case_number = 0;  // from 1, as SPSS shows it; 0: the file as a whole
  std::string variable;
  std::string value;  // as the file has it; empty: missing
};

struct Finding {
  Rule rule = Rule::text_cleaned;
  Action action = Action::kept;
  std::uint64_t count = 0;  // rows; of name_shared names, of flow_mismatch files
  ExactSum value_usd;       // of the rows' finite NILAI, with its sign
  std::vector<FindingItem> items;
};

/// The findings of one file, or of all. Not shared between threads; joined in the order of the files.
class Findings {
 public:
  /// Counts a row's finding; `item` is called only while there is room for one more.
  template <class MakeItem>
  void add(Rule rule, Action action, double value_usd, const MakeItem& item) {
    Finding& finding = at(rule, action);
    ++finding.count;
    finding.value_usd.add(value_usd);
    if (finding.items.size() < kListedItems) finding.items.push_back(item());
  }

  void add(Finding finding);

  /// Takes the other's findings behind its own.
  void append(Findings&& later);

  /// Those that found something, in the order of the rules, then of the actions.
  [[nodiscard]] std::vector<Finding> take();

 private:
  Finding& at(Rule rule, Action action);

  std::array<std::array<Finding, kActionCount>, kRuleCount> findings_;
};

}  // namespace sipro::trade
