#include "pipeline/periods_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "pipeline/json_number.hpp"

namespace sipro::pipeline {

std::string periods_json(trade::Flow flow, const std::vector<trade::PeriodTotal>& totals) {
  namespace json = boost::json;
  json::array periods;
  for (const trade::PeriodTotal& total : totals) {
    periods.push_back(json::object{{"year", total.period.year},
                                   {"month", total.period.month},
                                   {"rows", total.rows},
                                   {"value_usd", json_number(total.value_usd.value())},
                                   {"weight_kg", json_number(total.weight_kg.value())}});
  }
  return json::serialize(json::object{{"flow", to_string(flow)}, {"periods", std::move(periods)}}) + "\n";
}

}  // namespace sipro::pipeline
