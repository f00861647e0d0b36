// How long a district's data are kept: what retention removes after, and what pages promise.
#pragma once

#include <chrono>

namespace sipro::tenancy {

struct Keeping {
  unsigned uploads_days = 30;  // after an upload's last change
  unsigned jobs_months = 14;   // after a job's end: its clean data and results

  bool operator==(const Keeping&) const = default;
};

inline constexpr unsigned kMaxUploadsDays = 36'500;
inline constexpr unsigned kMaxJobsMonths = 1'200;

/// The last day, in the district's zone, on which the data of a job that ended then are there for sure. The end of a
/// shorter month where that has no such day.
std::chrono::year_month_day kept_until(std::chrono::system_clock::time_point ended, const Keeping& keeping,
                                       std::chrono::minutes offset);
/// Whether that day has passed in this zone.
bool is_over(const std::chrono::year_month_day& last, std::chrono::system_clock::time_point now,
             std::chrono::minutes offset);

}  // namespace sipro::tenancy
