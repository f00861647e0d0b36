// Which data months a district's finished jobs are about, from storage's facts: what a province sees of its districts.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "services/job_months.hpp"
#include "storage/facts.hpp"

namespace sipro::gateway {

/// Called on the file pool. Nothing: the job has not ended for good, ask again later. Errors: those of storage.
Result<std::optional<JobMonths>> read_job_months(const storage::JobFiles& jobs, const std::string& district,
                                                 const std::string& id);

/// The months of periode.json; none where it can't be read: a job wrote it.
std::vector<Month> months_of(std::string_view periode_json);

/// What was made of a month: words in their order.
struct MonthMade {
  std::set<std::string> preprocessed;
  std::set<std::string> processed;
};
using MonthsMade = std::map<Month, MonthMade>;
void add(MonthsMade& made, const JobMonths& job);

/// The `count` months before that of `today`, the newest first. The data of a month are received on the 28th of the
/// next one and published on the 3rd of the one after (domain.md 6).
std::vector<Month> data_months(std::chrono::year_month_day today, unsigned count);
std::chrono::year_month_day receipt_of(Month month);
std::chrono::year_month_day publication_of(Month month);

}  // namespace sipro::gateway
