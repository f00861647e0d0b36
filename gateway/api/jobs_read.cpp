#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/handlers.hpp"
#include "api/job_filter.hpp"
#include "api/job_json.hpp"
#include "api/job_lookup.hpp"
#include "api/job_search.hpp"
#include "http/problem.hpp"
#include "http/query.hpp"
#include "queue/calls.hpp"

namespace sipro::gateway {
namespace {

using http::Response;

constexpr std::uint64_t kPageLimit = 100;

/// Facts of a job of this district, with its result's files.
Result<queue::JobView> view_from_storage(const storage::JobFiles& jobs, const std::string& district,
                                         const std::string& id) {
  const auto facts = jobs.read_facts(district, id);
  if (!facts) return facts.error();
  // What has not ended must be in Redis; where it isn't, the queue is about to be rebuilt.
  if (!facts->end) return Error{Errc::recovering, id + " is not in Redis yet"};
  if (facts->end->folder.empty()) return view_of(*facts, {});
  const auto manifest = jobs.read_manifest(district, id, facts->end->folder);
  if (!manifest) return manifest.error();
  return view_of(*facts, *manifest);
}

}  // namespace

void add_next_poll(Response& response, std::span<const queue::JobState> states) {
  const bool runs = std::ranges::find(states, queue::JobState::running) != states.end();
  if (runs || !std::ranges::all_of(states, queue::is_terminal)) response.header("Retry-After", runs ? "1" : "2");
}

asio::Task<FoundJob> find_job(Context& context, std::string id, redis::Reply shown) {
  auto job = queue::calls::show_answer(shown);
  // A server without the function library holds no job yet; storage may know it.
  if (!job && job.error().code != Errc::recovering) co_return problem(context.request, job.error());
  if (job && *job) {
    if ((*job)->spec.district != context.district.id) co_return unknown_id(context.request);
    co_return std::move(**job);
  }
  if (!storage::is_id(id)) co_return unknown_id(context.request);
  const storage::JobFiles& jobs = context.services.jobs;
  const std::string district = context.district.id;
  auto read = [&jobs, &district, &id] { return view_from_storage(jobs, district, id); };
  auto found = co_await asio::offload(&context.services.files_pool, std::move(read));
  if (!found) co_return busy(context.request);
  if (!*found) co_return problem(context.request, found->error());
  co_return std::move(**found);
}

asio::Task<FoundJob> find_job(Context& context) {
  const std::string id = context.parameters.front();
  const redis::Reply shown = context.prefetched;
  co_return co_await find_job(context, id, shown);
}

std::optional<Response> refuse_unfinished(const http::Request& request, const queue::JobView& job) {
  if (job.state == queue::JobState::succeeded) return std::nullopt;
  if (!queue::is_terminal(job.state)) {
    return problem(request, 409, "not_finished", "Pekerjaan ini belum selesai. Tunggu sampai berhasil.");
  }
  return problem(request, 409, "not_succeeded",
                 "Pekerjaan ini tidak berhasil, jadi tidak ada hasilnya. Jalankan lagi.");
}

asio::Task<Response> get_job(Context& context) {
  auto found = co_await find_job(context);
  if (auto* refused = std::get_if<Response>(&found)) co_return std::move(*refused);
  const auto& job = std::get<queue::JobView>(found);
  Response response = http::cached_json(context.request, job_json(job, context.district));
  add_next_poll(response, std::array{job.state});
  co_return response;
}

asio::Task<Response> get_jobs(Context& context) {
  const http::Request& request = context.request;
  const auto offset = http::query_number(request, "offset", 0, UINT32_MAX);
  const auto limit = http::query_number(request, "limit", 20, kPageLimit, 1);
  if (!offset || !limit) {
    co_return http::invalid(request, "offset dan limit harus bilangan bulat; limit dari 1 sampai 100.");
  }
  const auto filter = read_job_filter(request);
  if (!filter) co_return problem(request, filter.error());
  JobSearch search;
  search.wanted = [&filter](const queue::JobView& job) { return lets_through(*filter, job); };
  search.offset = *offset;
  search.most = *limit;
  if (*filter == JobFilter{}) search.at_once = *limit;
  const auto found = co_await search_jobs(context, std::move(search));
  if (!found) co_return problem(request, found.error());
  boost::json::array jobs;
  for (const queue::JobView& job : found->jobs) jobs.push_back(job_json(job, context.district));
  boost::json::object body{
      {"jobs", std::move(jobs)}, {"total", found->total}, {"offset", *offset}, {"limit", *limit}, {"next", nullptr}};
  if (found->next) body["next"] = *found->next;
  co_return http::cached_json(request, body);
}

}  // namespace sipro::gateway
