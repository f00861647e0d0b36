#include "api/handlers.hpp"
#include "api/job_json.hpp"
#include "api/job_lookup.hpp"
#include "base/log.hpp"
#include "http/problem.hpp"
#include "records/words.hpp"

namespace sipro::gateway {
namespace {

using http::Response;

/// Tells storage of a job that ended here and now. What fails is made up for by the workers' auditor.
asio::Task<> save_end(Services* services, queue::JobView job) {
  const storage::EndFact end = records::to_end_fact(job);
  const storage::JobFiles& jobs = services->jobs;
  const std::string district = job.spec.district;
  auto write = [&jobs, &district, &end] { return jobs.write_end(district, end); };
  const auto written = co_await asio::offload(&services->files_pool, std::move(write));
  if (!written || !*written) {
    const std::string reason = written ? written->error().context : "the file pool is busy";
    log::warn("end_not_written", {{"job", job.spec.id}, {"reason", reason}});
    co_return;
  }
  (void)co_await services->queue.saved(job.spec.id, job.round);
}

}  // namespace

asio::Task<Response> delete_job(Context& context) {
  auto found = co_await find_job(context);
  if (auto* refused = std::get_if<Response>(&found)) co_return std::move(*refused);
  const std::string id = std::get<queue::JobView>(found).spec.id;
  const std::string by = context.session.name.empty() ? context.district.name : context.session.name;
  const auto outcome = co_await context.services.queue.cancel(id, by);
  if (!outcome) co_return problem(context.request, outcome.error());
  if (*outcome == queue::CancelOutcome::already_ended) {
    co_return problem(context.request, 409, "already_ended", "Pekerjaan ini sudah selesai dan tidak dapat dibatalkan.");
  }
  const auto shown = co_await context.services.queue.show(id);
  if (!shown) co_return problem(context.request, shown.error());
  // Known to storage only: it had ended.
  const queue::JobView job = *shown ? **shown : std::get<queue::JobView>(found);
  if (*outcome == queue::CancelOutcome::cancelled && *shown) co_await save_end(&context.services, job);
  const bool running = *outcome == queue::CancelOutcome::asked;
  log::info("cancel", {{"req", context.request.id}, {"job", id}, {"running", running}});
  co_return http::json_response(running ? 202 : 200, job_json(job, context.district));
}

}  // namespace sipro::gateway
