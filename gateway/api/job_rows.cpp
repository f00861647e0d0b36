#include "api/handlers.hpp"
#include "api/job_lookup.hpp"
#include "api/result_file.hpp"
#include "api/rows_view.hpp"
#include "base/sha256.hpp"
#include "http/problem.hpp"
#include "payload/payload.hpp"
#include "queue/calls.hpp"

namespace sipro::gateway {
namespace {

using http::Response;

Response no_rows(const http::Request& request, std::string_view detail) {
  return problem(request, 404, "no_rows", detail);
}

/// The preprocess job whose clean data an olah job read.
std::variant<std::string, Response> source_of(const http::Request& request, const payload::Olah& work) {
  const std::string flow = request.query_value("flow").value_or("");
  if (flow != "ekspor" && flow != "impor") {
    return http::invalid(request, "Sebutkan flow=ekspor atau flow=impor: pekerjaan ini membaca data bersih.");
  }
  const auto& input = flow == "ekspor" ? work.ekspor : work.impor;
  if (!input) return no_rows(request, "Pekerjaan ini tidak membaca data " + flow + ".");
  if (const auto* job = std::get_if<payload::JobInput>(&input->source)) return job->job;
  return no_rows(request, "Data " + flow +
                              " pekerjaan ini adalah berkas yang diunggah, bukan hasil Preprocessing Data; " +
                              "barisnya tidak dapat ditampilkan.");
}

/// The job that has the rows: the route's own, or the one that an olah job's data came from.
asio::Task<FoundJob> find_rows_job(Context& context) {
  const http::Request& request = context.request;
  auto found = co_await find_job(context);
  if (std::holds_alternative<Response>(found)) co_return found;
  const auto& job = std::get<queue::JobView>(found);
  const auto payload = payload::parse_payload(job.spec.payload);
  const auto* olah = payload ? std::get_if<payload::Olah>(&payload->work) : nullptr;
  const auto* preprocess = payload ? std::get_if<payload::Preprocess>(&payload->work) : nullptr;
  if (preprocess != nullptr) co_return found;
  if (olah == nullptr) co_return no_rows(request, "Pekerjaan ini tidak membuat data bersih.");
  auto source = source_of(request, *olah);
  if (auto* refused = std::get_if<Response>(&source)) co_return std::move(*refused);
  const std::string id = std::get<std::string>(source);
  redis::Command show = queue::calls::show(id);
  const auto shown = co_await context.services.redis.run(std::move(show));
  if (!shown) co_return problem(request, shown.error());
  co_return co_await find_job(context, id, *shown);
}

/// Called on the file pool.
Result<Response> view_rows(const storage::JobFiles& jobs, const http::Request& request, const queue::JobView& job,
                           const storage::RowsQuery& query) {
  auto opened = open_result(jobs, job, storage::kRowsFile);
  if (!opened) return opened.error();
  const std::string etag = '"' + sha256_of(opened->file.sha256 + "?" + request.query).substr(0, 32) + '"';
  if (auto known = http::known_result(request, etag)) return std::move(*known);
  auto rows = storage::Rows::open(std::move(opened->descriptor));
  if (!rows) return rows.error();
  auto page = rows_page(*rows, query);
  if (!page) return page.error();
  return http::result_json(std::move(*page), etag);
}

}  // namespace

asio::Task<Response> get_rows(Context& context) {
  const http::Request& request = context.request;
  const auto query = read_rows_query(request);
  if (!query) co_return problem(request, query.error());
  auto found = co_await find_rows_job(context);
  if (auto* refused = std::get_if<Response>(&found)) co_return std::move(*refused);
  const queue::JobView& job = std::get<queue::JobView>(found);
  if (auto refused = refuse_unfinished(request, job)) co_return std::move(*refused);
  const storage::JobFiles& jobs = context.services.jobs;
  auto view = [&jobs, &request, &job, &query] { return view_rows(jobs, request, job, *query); };
  auto viewed = co_await asio::offload(&context.services.files_pool, std::move(view));
  if (!viewed) co_return busy(request);
  if (!*viewed) co_return problem(request, viewed->error());
  co_return std::move(**viewed);
}

}  // namespace sipro::gateway
