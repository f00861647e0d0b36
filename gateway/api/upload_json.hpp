// An upload, or a file of Data Historis, as clients see it.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>

#include "base/moment.hpp"
#include "tenancy/districts.hpp"
#include "uploads/upload_file.hpp"

namespace sipro::gateway {

inline boost::json::object upload_json(const UploadFact& fact, const tenancy::District& district) {
  const std::chrono::sys_time<std::chrono::microseconds> created{std::chrono::microseconds(fact.created_us)};
  const Moment moment{std::chrono::floor<std::chrono::seconds>(created), district.offset};
  return {{"id", fact.id},     {"name", fact.name},     {"purpose", fact.purpose},
          {"size", fact.size}, {"sha256", fact.sha256}, {"created_at", moment.iso8601()},
          {"by", fact.by}};
}

}  // namespace sipro::gateway
