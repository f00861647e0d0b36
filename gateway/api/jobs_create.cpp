#include "api/body.hpp"
#include "api/daily_limit.hpp"
#include "api/handlers.hpp"
#include "api/job_json.hpp"
#include "api/submit.hpp"
#include "base/random.hpp"
#include "http/problem.hpp"

namespace sipro::gateway {
namespace {

using http::Response;
using queue::EnqueueOutcome;

Result<payload::Olah> find_inputs(const storage::JobFiles& jobs, const tenancy::District& district,
                                  const OlahRequest& request) {
  payload::Olah work;
  work.tables = request.tables;
  work.year = request.year;
  work.month = request.month;
  work.gaps = request.gaps;
  work.accept_flow = request.accept_flow;
  work.office = district.name;
  const std::pair<const std::optional<InputRequest>*, std::optional<payload::Input>*> flows[] = {
      {&request.ekspor, &work.ekspor}, {&request.impor, &work.impor}};
  for (const auto& [wanted, found] : flows) {
    if (!*wanted) continue;
    auto input = find_input(jobs, district.id, **wanted);
    if (!input) return input.error();
    *found = std::move(*input);
  }
  return work;
}

/// Called on the file pool.
Result<payload::Payload> payload_of(const storage::JobFiles& jobs, const tenancy::District& district,
                                    const JobRequest& request) {
  payload::Payload payload;
  if (const auto* preprocess = std::get_if<PreprocessRequest>(&request.work)) {
    auto work = find_inputs(jobs, district, *preprocess);
    if (!work) return work.error();
    payload.work = std::move(*work);
  } else if (const auto* olah = std::get_if<OlahRequest>(&request.work)) {
    auto work = find_inputs(jobs, district, *olah);
    if (!work) return work.error();
    payload.work = std::move(*work);
  } else {
    payload::Check check;
    for (const InputRequest& wanted : std::get<CheckRequest>(request.work).inputs) {
      auto input = find_input(jobs, district.id, wanted);
      if (!input) return input.error();
      check.inputs.push_back(std::move(*input));
    }
    payload.work = std::move(check);
  }
  return payload;
}

/// The jobs whose clean data this one reads.
std::vector<std::string> parents_of(const payload::Payload& payload) {
  std::vector<std::string> parents;
  const auto* olah = std::get_if<payload::Olah>(&payload.work);
  if (olah == nullptr) return parents;
  for (const auto* input : {&olah->ekspor, &olah->impor}) {
    const auto* job = *input ? std::get_if<payload::JobInput>(&(*input)->source) : nullptr;
    if (job != nullptr) parents.push_back(job->job);
  }
  return parents;
}

/// Whether a job that an equal request would join still has its results.
asio::Task<bool> has_results(Context* context, queue::JobView job) {
  if (job.state != queue::JobState::succeeded) co_return true;
  const storage::JobFiles& files = context->services.jobs;
  auto read = [&files, &job] { return files.read_manifest(job.spec.district, job.spec.id, job.folder).has_value(); };
  const auto there = co_await asio::offload(&context->services.files_pool, std::move(read));
  co_return there.value_or(true);
}

asio::Task<Response> accept(Context& context, Submission submission) {
  const http::Request& request = context.request;
  Submission once_more = submission;
  once_more.again = true;
  auto taken = co_await submit_within_day(context, std::move(submission));
  if (auto* refused = std::get_if<Response>(&taken)) co_return std::move(*refused);
  queue::Enqueued answer = std::get<0>(taken).front();
  auto shown = co_await context.services.queue.show(answer.id);
  if (!shown) co_return problem(request, shown.error());
  if (*shown && answer.outcome == EnqueueOutcome::joined) {
    const bool whole = co_await has_results(&context, **shown);
    if (!whole) {
      taken = co_await submit_within_day(context, std::move(once_more));
      if (auto* refused = std::get_if<Response>(&taken)) co_return std::move(*refused);
      answer = std::get<0>(taken).front();
      shown = co_await context.services.queue.show(answer.id);
      if (!shown) co_return problem(request, shown.error());
    }
  }
  if (!*shown) co_return problem(request, Error{Errc::recovering, "a job that was taken is not there"});
  boost::json::object body = job_json(**shown, context.district);
  body["joined"] = answer.outcome == EnqueueOutcome::joined;
  Response response = http::json_response(202, body);
  response.header("Location", "/api/v1/jobs/" + answer.id);
  co_return response;
}

}  // namespace

asio::Task<Response> post_job(Context& context) {
  const http::Request& request = context.request;
  JsonBody body(request.body);
  const JobRequest wanted = read_job_request(body.fields());
  if (const auto& fault = body.finish(); !fault.empty()) co_return bad_body(request, fault);
  if (uses_library(wanted) && !context.session.unlocked) co_return feature_locked(request);
  if (auto refused = refuse_files(context, files_of(wanted))) co_return std::move(*refused);
  const auto key = idempotency_key(request);
  if (!key) co_return problem(request, key.error());

  Submission submission;
  submission.again = wanted.again;
  submission.derived = !key->empty();
  const std::string id = key->empty() ? random_hex(16) : derived_id("job", context.district.id, *key);
  if (submission.derived) {
    // A repeat must find its job, whatever has become of its inputs.
    auto known = co_await known_job(context, id);
    if (!known) co_return problem(request, known.error());
    if (*known && (**known).body_hash != body_hash(request)) {
      co_return problem(request, Error{Errc::idempotency_mismatch, id});
    }
    if (*known) {
      submission.known = true;
      submission.jobs.push_back(std::move(**known));
      co_return co_await accept(context, std::move(submission));
    }
  }
  const storage::JobFiles& files = context.services.jobs;
  const tenancy::District& district = context.district;
  auto resolve = [&files, &district, &wanted] { return payload_of(files, district, wanted); };
  auto payload = co_await asio::offload(&context.services.files_pool, std::move(resolve));
  if (!payload) co_return busy(request);
  if (!*payload) co_return problem(request, payload->error());
  std::vector<std::string> parents = parents_of(**payload);
  storage::JobFact job = make_job(context, id, std::move(**payload));
  job.idempotency_key = *key;
  job.after = std::move(parents);
  submission.jobs.push_back(std::move(job));
  co_return co_await accept(context, std::move(submission));
}

}  // namespace sipro::gateway
