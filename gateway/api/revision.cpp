#include "api/revision.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <map>
#include <utility>

namespace sipro::gateway {
namespace {

namespace json = boost::json;

constexpr double kPercent = 100;

struct Both {
  const PeriodTotal* before = nullptr;
  const PeriodTotal* now = nullptr;
};

json::object compare(const Both& both) {
  const PeriodTotal& one = both.now != nullptr ? *both.now : *both.before;
  json::object out{{"year", one.year},          {"month", one.month}, {"before_usd", nullptr},  {"now_usd", nullptr},
                   {"difference_usd", nullptr}, {"percent", nullptr}, {"rows_before", nullptr}, {"rows_now", nullptr}};
  if (both.before != nullptr) {
    out["before_usd"] = both.before->value_usd;
    out["rows_before"] = both.before->rows;
  }
  if (both.now != nullptr) {
    out["now_usd"] = both.now->value_usd;
    out["rows_now"] = both.now->rows;
  }
  if (both.before == nullptr || both.now == nullptr) return out;
  const double difference = both.now->value_usd - both.before->value_usd;
  out["difference_usd"] = difference;
  if (both.before->value_usd != 0) out["percent"] = kPercent * difference / both.before->value_usd;
  return out;
}

/// Throws what Boost.JSON throws where it is another document.
PeriodTotal period_of(const json::value& value) {
  PeriodTotal total;
  total.year = value.at("year").to_number<int>();
  total.month = value.at("month").to_number<int>();
  total.rows = value.at("rows").to_number<std::uint64_t>();
  total.value_usd = value.at("value_usd").to_number<double>();
  return total;
}

}  // namespace

Result<std::vector<PeriodTotal>> parse_periods(std::string_view text) {
  try {
    std::vector<PeriodTotal> totals;
    const json::value document = json::parse(json::string_view(text.data(), text.size()));
    for (const json::value& period : document.at("periods").as_array()) totals.push_back(period_of(period));
    return totals;
  } catch (const std::exception&) {
    return Error{Errc::fact_damaged, "periode.json is not what preprocess writes"};
  }
}

json::array compare_periods(const std::vector<PeriodTotal>& before, const std::vector<PeriodTotal>& now) {
  std::map<std::pair<int, int>, Both> periods;
  for (const PeriodTotal& total : before) periods[{total.year, total.month}].before = &total;
  for (const PeriodTotal& total : now) periods[{total.year, total.month}].now = &total;
  json::array out;
  for (const auto& [period, both] : periods) out.push_back(compare(both));
  return out;
}

}  // namespace sipro::gateway
