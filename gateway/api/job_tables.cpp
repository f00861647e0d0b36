#include "api/handlers.hpp"
#include "api/job_lookup.hpp"
#include "api/result_file.hpp"
#include "api/table_view.hpp"
#include "base/sha256.hpp"
#include "http/problem.hpp"

namespace sipro::gateway {
namespace {

using http::Response;

constexpr const char* kTablesJson = "tables.json";
// A nation's 33 tables are some 2 MiB.
constexpr std::uint64_t kTablesBytes = 32 << 20;

/// Nothing: the job has tables.
std::optional<Response> refuse_tables(const http::Request& request, const queue::JobView& job) {
  if (job.spec.kind != "olah") {
    return problem(request, 404, "no_tables", "Pekerjaan ini tidak membuat tabel. Buka pekerjaan Analisis.");
  }
  return refuse_unfinished(request, job);
}

/// Called on the file pool. `id`: of the table; empty: the list of all.
Result<Response> view_tables(const storage::JobFiles& jobs, const http::Request& request, const queue::JobView& job,
                             const std::string& id) {
  const auto opened = open_result(jobs, job, kTablesJson);
  if (!opened) return opened.error();
  const std::string etag = '"' + sha256_of(opened->file.sha256 + "/" + id).substr(0, 32) + '"';
  if (auto known = http::known_result(request, etag)) return std::move(*known);
  const auto path = jobs.layout().job(job.spec.district, job.spec.id) / job.folder / kTablesJson;
  const auto text = jobs.files().read(path, kTablesBytes);
  if (!text) return text.error();
  auto view = id.empty() ? tables_index(*text) : table_entry(*text, id);
  if (!view) return view.error();
  return http::result_json(std::move(*view), etag);
}

asio::Task<Response> answer(Context& context, std::string id) {
  const http::Request& request = context.request;
  auto found = co_await find_job(context);
  if (auto* refused = std::get_if<Response>(&found)) co_return std::move(*refused);
  const queue::JobView& job = std::get<queue::JobView>(found);
  if (auto refused = refuse_tables(request, job)) co_return std::move(*refused);
  const storage::JobFiles& jobs = context.services.jobs;
  auto view = [&jobs, &request, &job, &id] { return view_tables(jobs, request, job, id); };
  auto viewed = co_await asio::offload(&context.services.files_pool, std::move(view));
  if (!viewed) co_return busy(request);
  if (!*viewed) co_return problem(request, viewed->error());
  co_return std::move(**viewed);
}

}  // namespace

asio::Task<Response> get_tables(Context& context) { co_return co_await answer(context, std::string()); }

asio::Task<Response> get_table(Context& context) {
  const std::string id = context.parameters.back();
  if (!is_table_id(id)) co_return unknown_id(context.request);
  co_return co_await answer(context, id);
}

}  // namespace sipro::gateway
