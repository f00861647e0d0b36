// A package: a month's two preprocess jobs and the olah "semua" after both. Its id is that of the olah job; the ids of
// the other two follow from it, so that one round trip shows all three.
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/body.hpp"
#include "api/daily_limit.hpp"
#include "api/handlers.hpp"
#include "api/job_json.hpp"
#include "api/job_lookup.hpp"
#include "api/submit.hpp"
#include "base/random.hpp"
#include "http/problem.hpp"
#include "queue/calls.hpp"

namespace sipro::gateway {
namespace {

using http::Response;

std::string part_id(std::string_view part, const std::string& package) { return derived_id(part, "", package); }

struct Parts {
  payload::Preprocess ekspor;
  payload::Preprocess impor;
};

/// Called on the file pool.
Result<Parts> find_parts(const storage::JobFiles& jobs, const tenancy::District& district,
                         const PackageRequest& request) {
  auto ekspor = find_inputs(jobs, district, request.ekspor);
  if (!ekspor) return ekspor.error();
  auto impor = find_inputs(jobs, district, request.impor);
  if (!impor) return impor.error();
  return Parts{std::move(*ekspor), std::move(*impor)};
}

payload::Input clean_data(const std::string& job, std::string_view name) {
  payload::Input input;
  input.source = payload::JobInput{job};
  input.name = name;
  return input;
}

std::vector<storage::JobFact> make_jobs(const Context& context, const std::string& id, const PackageRequest& request,
                                        Parts parts) {
  const std::string ekspor = part_id("ekspor", id);
  const std::string impor = part_id("impor", id);
  payload::Olah olah;
  olah.tables = "semua";
  olah.ekspor = clean_data(ekspor, "Data Bersih Ekspor.sav");
  olah.impor = clean_data(impor, "Data Bersih Impor.sav");
  olah.year = request.year;
  olah.month = request.month;
  olah.gaps = request.gaps;
  olah.accept_flow = request.ekspor.accept_flow || request.impor.accept_flow;
  olah.office = context.district.name;
  std::vector<storage::JobFact> jobs;
  payload::Payload payload;
  payload.work = std::move(parts.ekspor);
  jobs.push_back(make_job(context, ekspor, payload));
  payload.work = std::move(parts.impor);
  jobs.push_back(make_job(context, impor, payload));
  payload.work = std::move(olah);
  storage::JobFact last = make_job(context, id, std::move(payload));
  last.after = {ekspor, impor};
  jobs.push_back(std::move(last));
  return jobs;
}

using Jobs = std::vector<queue::JobView>;

boost::json::object package_json(const Context& context, const std::string& id, const Jobs& jobs) {
  boost::json::array told;
  for (const queue::JobView& job : jobs) told.push_back(job_json(job, context.district));
  return {{"id", id}, {"jobs", std::move(told)}};
}

/// The three jobs, olah last, or why not.
asio::Task<std::variant<Jobs, Response>> find_jobs(Context* context, std::string id) {
  const std::array<std::string, 3> ids{part_id("ekspor", id), part_id("impor", id), id};
  std::vector<redis::Command> commands;
  commands.reserve(ids.size());
  for (const std::string& part : ids) commands.push_back(queue::calls::show(part));
  auto replies = co_await context->services.redis.run_all(std::move(commands));
  if (!replies) co_return problem(context->request, replies.error());
  Jobs jobs;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    auto found = co_await find_job(*context, ids[i], (*replies)[i]);
    if (auto* refused = std::get_if<Response>(&found)) co_return std::move(*refused);
    jobs.push_back(std::move(std::get<queue::JobView>(found)));
  }
  co_return jobs;
}

asio::Task<Response> accept(Context& context, std::string id, Submission submission) {
  auto taken = co_await submit_within_day(context, std::move(submission));
  if (auto* refused = std::get_if<Response>(&taken)) co_return std::move(*refused);
  auto jobs = co_await find_jobs(&context, id);
  if (auto* refused = std::get_if<Response>(&jobs)) co_return std::move(*refused);
  Response response = http::json_response(202, package_json(context, id, std::get<Jobs>(jobs)));
  response.header("Location", "/api/v1/packages/" + id);
  co_return response;
}

/// The jobs of a package that was asked for before under this key, as storage knows them; none: there is none. Errors:
/// idempotency_mismatch.
asio::Task<Result<std::vector<storage::JobFact>>> known_package(Context* context, std::string id) {
  std::vector<storage::JobFact> jobs;
  const std::array<std::string, 3> ids{part_id("ekspor", id), part_id("impor", id), id};
  for (const std::string& part : ids) {
    auto known = co_await known_job(*context, part);
    if (!known) co_return known.error();
    if (*known && (**known).body_hash != body_hash(context->request)) co_return Error{Errc::idempotency_mismatch, id};
    if (*known) jobs.push_back(std::move(**known));
  }
  // A gateway that died half-way left some; submit() takes those in.
  if (jobs.size() < ids.size()) jobs.clear();
  co_return jobs;
}

}  // namespace

asio::Task<Response> post_package(Context& context) {
  const http::Request& request = context.request;
  JsonBody body(request.body);
  const PackageRequest wanted = read_package_request(body.fields());
  if (const auto& fault = body.finish(); !fault.empty()) co_return bad_body(request, fault);
  if (uses_library(wanted) && !context.session.unlocked) co_return feature_locked(request);
  if (auto refused = refuse_files(context, files_of(wanted))) co_return std::move(*refused);
  const auto key = idempotency_key(request);
  if (!key) co_return problem(request, key.error());

  const std::string id = key->empty() ? random_hex(16) : derived_id("package", context.district.id, *key);
  Submission submission;
  submission.derived = !key->empty();
  // A part that joined an equal job would leave its olah waiting for a job that was never made.
  submission.again = true;
  if (submission.derived) {
    auto known = co_await known_package(&context, id);
    if (!known) co_return problem(request, known.error());
    submission.jobs = std::move(*known);
    submission.known = !submission.jobs.empty();
  }
  if (submission.jobs.empty()) {
    const storage::JobFiles& files = context.services.jobs;
    const tenancy::District& district = context.district;
    auto resolve = [&files, &district, &wanted] { return find_parts(files, district, wanted); };
    auto parts = co_await asio::offload(&context.services.files_pool, std::move(resolve));
    if (!parts) co_return busy(request);
    if (!*parts) co_return problem(request, parts->error());
    submission.jobs = make_jobs(context, id, wanted, std::move(**parts));
    submission.jobs.back().idempotency_key = *key;
  }
  co_return co_await accept(context, id, std::move(submission));
}

asio::Task<Response> get_package(Context& context) {
  const http::Request& request = context.request;
  const std::string id = context.parameters.front();
  auto found = co_await find_jobs(&context, id);
  if (auto* refused = std::get_if<Response>(&found)) co_return std::move(*refused);
  const Jobs& jobs = std::get<Jobs>(found);
  Response response = http::cached_json(request, package_json(context, id, jobs));
  std::vector<queue::JobState> states;
  for (const queue::JobView& job : jobs) states.push_back(job.state);
  add_next_poll(response, states);
  co_return response;
}

}  // namespace sipro::gateway
