// From a wish to jobs in the queue: inputs are looked up, job.json is written, then Redis is asked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/context.hpp"
#include "api/job_request.hpp"
#include "payload/payload.hpp"
#include "queue/queue.hpp"
#include "storage/facts.hpp"

namespace sipro::gateway {

/// Called on the file pool. Errors: input_missing, told for officers; those of storage.
Result<payload::Input> find_input(const storage::JobFiles& jobs, const std::string& district,
                                  const InputRequest& input);
Result<payload::Preprocess> find_inputs(const storage::JobFiles& jobs, const tenancy::District& district,
                                        const PreprocessRequest& request);

/// One of the requests' jobs as a fact. `id`: its own; a check goes before the district's other work.
storage::JobFact make_job(const Context& context, const std::string& id, payload::Payload payload);

/// 32 hexadecimal digits that follow from the texts.
std::string derived_id(std::string_view kind, std::string_view district, std::string_view key);

/// Nothing: a job may read so many files.
std::optional<http::Response> refuse_files(const Context& context, std::size_t files);

/// Empty: there is none. Errors: wrong_usage.
Result<std::string> idempotency_key(const http::Request& request);
/// What makes two requests the same one.
std::string body_hash(const http::Request& request);

struct Submission {
  std::vector<storage::JobFact> jobs;
  bool derived = false;  // ids follow from an Idempotency-Key
  bool again = false;    // do not join
  bool known = false;    // all of them were asked for before: a repeat counts for nothing
};

/// Writes every job.json, then puts all of them into the queue at once. Errors: idempotency_mismatch, and those of
/// storage and queue. What was not taken leaves nothing behind.
asio::Task<Result<std::vector<queue::Enqueued>>> submit(Context& context, Submission submission);

/// The job of this id as storage knows it; nothing: none.
asio::Task<Result<std::optional<storage::JobFact>>> known_job(Context& context, std::string id);

}  // namespace sipro::gateway
