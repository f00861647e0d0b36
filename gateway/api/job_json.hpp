// A job as clients see it.
#pragma once

#include <boost/json/object.hpp>

#include "queue/job.hpp"
#include "storage/facts.hpp"
#include "tenancy/districts.hpp"

namespace sipro::gateway {

boost::json::object job_json(const queue::JobView& job, const tenancy::District& district);

/// A job that has ended and that Redis doesn't know any more, as storage tells it. `manifest`: of its result; an empty
/// one where there is none.
queue::JobView view_of(const storage::JobFacts& facts, const storage::Manifest& manifest);

}  // namespace sipro::gateway
