#include "records/words.hpp"

#include <boost/json.hpp>
#include <utility>

namespace sipro::records {

queue::JobSpec to_spec(const storage::JobFact& fact) {
  queue::JobSpec spec;
  spec.id = fact.id;
  spec.district = fact.district;
  spec.kind = fact.kind;
  spec.version = fact.version;
  spec.payload = fact.payload;
  spec.priority = fact.priority;
  spec.cap = fact.cap;
  spec.by = fact.by;
  spec.trace = fact.trace;
  spec.idempotency_key = fact.idempotency_key;
  spec.body_hash = fact.body_hash;
  spec.fingerprint = fact.fingerprint;
  spec.after = fact.after;
  return spec;
}

queue::JobEnd to_end(const storage::EndFact& end, std::string results) {
  queue::JobEnd told;
  told.state = queue::parse_state(end.state).value_or(queue::JobState::failed);
  told.dead = end.dead;
  told.attempt = end.attempt;
  told.strikes = end.strikes;
  told.folder = end.folder;
  told.results = std::move(results);
  if (!end.error_code.empty()) told.error = queue::JobError{end.error_code, end.error_message, end.error_details};
  told.finished = queue::Micros(end.finished_us);
  return told;
}

storage::EndFact to_end_fact(const queue::JobView& job) {
  storage::EndFact end;
  end.id = job.spec.id;
  end.round = job.round;
  end.state = queue::to_string(job.state);
  end.dead = job.dead;
  end.attempt = job.attempt;
  end.strikes = job.strikes;
  end.folder = job.folder;
  if (job.error) {
    end.error_code = job.error->code;
    end.error_message = job.error->message;
    end.error_details = job.error->details;
  }
  end.finished_us = job.finished.value_or(queue::Micros(0)).count();
  return end;
}

std::string results_json(const storage::Manifest& manifest) {
  boost::json::array results;
  for (const auto& file : manifest.files) {
    results.push_back({{"name", file.name}, {"size", file.size}, {"sha256", file.sha256}, {"type", file.type}});
  }
  return boost::json::serialize(results);
}

}  // namespace sipro::records
