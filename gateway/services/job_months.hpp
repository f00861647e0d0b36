// Which data months ended jobs are about: kept in memory, since it never changes.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sipro::gateway {

using Month = std::chrono::year_month;

/// Of one job. A preprocess job that succeeded: its flow, and the months that its clean file holds. An olah job that
/// succeeded: its tables, and the month that they are of. All others: nothing.
struct JobMonths {
  std::string word;  // "ekspor", "impor", "neraca", "semua"
  bool tables = false;
  std::vector<Month> months;
};

/// What is known of ended jobs. Bounded: full, it begins anew. Used on the loop's thread.
class JobMonthsKnown {
 public:
  explicit JobMonthsKnown(std::size_t most = 200'000) : most_(most) {}

  [[nodiscard]] const JobMonths* find(const std::string& id) const {
    const auto found = known_.find(id);
    return found == known_.end() ? nullptr : &found->second;
  }
  void keep(const std::string& id, JobMonths job) {
    if (known_.size() >= most_) known_.clear();
    known_.emplace(id, std::move(job));
  }

 private:
  std::size_t most_;
  std::unordered_map<std::string, JobMonths> known_;
};

}  // namespace sipro::gateway
