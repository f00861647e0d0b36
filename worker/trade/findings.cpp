#include "trade/findings.hpp"

#include <iterator>
#include <utility>

namespace sipro::trade {

Finding& Findings::at(Rule rule, Action action) {
  return findings_.at(static_cast<std::size_t>(rule)).at(static_cast<std::size_t>(action));
}

void Findings::add(Finding finding) {
  Finding& own = at(finding.rule, finding.action);
  own.count += finding.count;
  own.value_usd.add(finding.value_usd);
  const std::size_t room = kListedItems - own.items.size();
  if (finding.items.size() > room) finding.items.resize(room);
  own.items.insert(own.items.end(), std::make_move_iterator(finding.items.begin()),
                   std::make_move_iterator(finding.items.end()));
}

void Findings::append(Findings&& later) {
  for (Finding& finding : later.take()) add(std::move(finding));
}

std::vector<Finding> Findings::take() {
  std::vector<Finding> out;
  for (std::size_t rule = 0; rule < kRuleCount; ++rule) {
    for (std::size_t action = 0; action < kActionCount; ++action) {
      Finding& finding = findings_.at(rule).at(action);
      if (finding.count == 0) continue;
      finding.rule = static_cast<Rule>(rule);
      finding.action = static_cast<Action>(action);
      out.push_back(std::exchange(finding, {}));
    }
  }
  return out;
}

}  // namespace sipro::trade
