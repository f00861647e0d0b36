// A job as clients see it.
#pragma once

#include <boost/json/object.hpp>

#include "queue/job.hpp"
#include "storage/facts.hpp"
#include "tenancy/districts.hpp"

namespace sipro::gateway {

/// `with_results`: also the list of its files.
boost::json::object job_json(const queue::JobView& job, const tenancy::District& district, bool with_results);

/// A job that has ended and that Redis doesn't know any more, as storage tells it. `files`: of its result, or none.
queue::JobView view_of(const storage::JobFacts& facts, const std::vector<storage::ResultFile>& files);

/// The end of a job as a fact. Precondition: it has ended.
storage::EndFact end_of(const queue::JobView& job);

}  // namespace sipro::gateway
