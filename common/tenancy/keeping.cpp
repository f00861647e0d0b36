#include "tenancy/keeping.hpp"

#include "base/moment.hpp"

namespace sipro::tenancy {
namespace {

std::chrono::year_month_day day_of(std::chrono::system_clock::time_point time, std::chrono::minutes offset) {
  return Moment{std::chrono::floor<std::chrono::seconds>(time), offset}.date();
}

}  // namespace

std::chrono::year_month_day kept_until(std::chrono::system_clock::time_point ended, const Keeping& keeping,
                                       std::chrono::minutes offset) {
  const auto last = day_of(ended, offset) + std::chrono::months(keeping.jobs_months);
  return last.ok() ? last : last.year() / last.month() / std::chrono::last;
}

bool is_over(const std::chrono::year_month_day& last, std::chrono::system_clock::time_point now,
             std::chrono::minutes offset) {
  return day_of(now, offset) > last;
}

}  // namespace sipro::tenancy
