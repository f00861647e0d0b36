// Storage's facts in the queue's words, and the other way round.
#pragma once

#include <string>

#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "storage/facts.hpp"

namespace sipro::records {

queue::JobSpec to_spec(const storage::JobFact& fact);

/// `results`: of the winning attempt's manifest; empty unless it succeeded. Precondition: end.state is terminal.
queue::JobEnd to_end(const storage::EndFact& end, std::string results);

/// What end-<round>.json says of a job that has ended. Precondition: job.state is terminal.
storage::EndFact to_end_fact(const queue::JobView& job);

/// JSON array [{"name","size","sha256","type"}]: the results of a succeeded job.
std::string results_json(const storage::Manifest& manifest);

}  // namespace sipro::records
