#include "recovery/job_order.hpp"

#include <algorithm>
#include <cstddef>
#include <unordered_map>
#include <utility>

namespace sipro::recovery {
namespace {

using Children = std::unordered_map<std::string, std::vector<std::size_t>>;

/// Marks all that come after `id`.
void hold(const Children& children, const std::vector<queue::Restored>& jobs, const std::string& id,
          std::vector<bool>& held) {
  std::vector<std::string> open{id};
  while (!open.empty()) {
    const auto found = children.find(open.back());
    open.pop_back();
    if (found == children.end()) continue;
    for (const std::size_t child : found->second) {
      if (held[child]) continue;
      held[child] = true;
      open.push_back(jobs[child].spec.id);
    }
  }
}

}  // namespace

JobOrder parents_first(std::vector<queue::Restored> jobs, const std::unordered_set<std::string>& missing) {
  std::stable_sort(jobs.begin(), jobs.end(), [](const auto& a, const auto& b) { return a.created < b.created; });
  std::unordered_map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < jobs.size(); ++i) known.emplace(jobs[i].spec.id, i);
  Children children;
  std::vector<std::size_t> open_parents(jobs.size(), 0);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    for (const auto& parent : jobs[i].spec.after) {
      children[parent].push_back(i);
      if (known.contains(parent)) ++open_parents[i];
    }
  }
  std::vector<bool> held(jobs.size(), false);
  for (const auto& id : missing) hold(children, jobs, id, held);

  std::vector<std::size_t> order;
  order.reserve(jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (open_parents[i] == 0) order.push_back(i);
  }
  for (std::size_t next = 0; next < order.size(); ++next) {
    const auto found = children.find(jobs[order[next]].spec.id);
    if (found == children.end()) continue;
    for (const std::size_t child : found->second) {
      if (--open_parents[child] == 0) order.push_back(child);
    }
  }

  JobOrder result;
  for (const std::size_t i : order) (held[i] ? result.held : result.jobs).push_back(std::move(jobs[i]));
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (open_parents[i] > 0) result.circles.push_back(std::move(jobs[i]));
  }
  return result;
}

}  // namespace sipro::recovery
