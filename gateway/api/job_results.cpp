#include <algorithm>

#include "api/handlers.hpp"
#include "api/job_lookup.hpp"
#include "http/filename.hpp"
#include "http/header_checks.hpp"
#include "http/problem.hpp"
#include "http/range.hpp"

namespace sipro::gateway {
namespace {

using http::Response;

struct OpenResult {
  storage::ResultFile file;
  storage::Descriptor descriptor;
};

/// Only what the manifest names can be had.
Result<OpenResult> open_result(const storage::JobFiles& jobs, const queue::JobView& job, const std::string& name) {
  const auto manifest = jobs.read_manifest(job.spec.district, job.spec.id, job.folder);
  if (!manifest) return manifest.error();
  const auto same = [&name](const storage::ResultFile& file) { return file.name == name; };
  const auto file = std::find_if(manifest->files.begin(), manifest->files.end(), same);
  if (file == manifest->files.end()) return Error{Errc::not_found, "no such result"};
  const auto folder = jobs.layout().job(job.spec.district, job.spec.id) / job.folder;
  auto descriptor = jobs.files().open_below(folder, name);
  if (!descriptor) return descriptor.error();
  return OpenResult{*file, std::move(*descriptor)};
}

/// If-Range: the range counts only while the file is this one.
std::optional<std::string_view> wanted_range(const http::Request& request, std::string_view etag) {
  const auto condition = request.headers.get("if-range");
  if (condition && *condition != etag) return std::nullopt;
  return request.headers.get("range");
}

}  // namespace

asio::Task<Response> get_result(Context& context) {
  const http::Request& request = context.request;
  auto found = co_await find_job(context);
  if (auto* refused = std::get_if<Response>(&found)) co_return std::move(*refused);
  const queue::JobView& job = std::get<queue::JobView>(found);
  if (job.state != queue::JobState::succeeded) co_return unknown_id(request);
  const std::string name = context.parameters.back();
  const storage::JobFiles& jobs = context.services.jobs;
  auto open = [&jobs, &job, &name] { return open_result(jobs, job, name); };
  auto opened = co_await asio::offload(&context.services.files_pool, std::move(open));
  if (!opened) co_return busy(request);
  if (!*opened) co_return problem(request, opened->error());
  OpenResult& result = **opened;

  const std::uint64_t size = result.file.size;
  const std::string etag = '"' + result.file.sha256 + '"';
  Response response;
  response.header("ETag", etag).header("Cache-Control", "private, no-cache");
  const auto known = request.headers.get("if-none-match");
  if (known && http::matches_etag(*known, etag)) {
    response.status = 304;
    co_return response;
  }
  const http::RangeAnswer range = http::parse_range(wanted_range(request, etag), size);
  if (range.kind == http::RangeKind::unsatisfiable) {
    Response refused = problem(request, 416, "range", "Rentang yang diminta di luar berkas ini.");
    refused.header("Content-Range", "bytes */" + std::to_string(size));
    co_return refused;
  }
  response.header("Content-Type", result.file.type)
      .header("Content-Disposition", http::attachment(name))
      .header("Accept-Ranges", "bytes");
  http::FileBody body{std::move(result.descriptor), 0, size};
  if (range.kind == http::RangeKind::part) {
    body.offset = range.range.first;
    body.length = range.range.length;
    response.status = 206;
    response.header("Content-Range", "bytes " + std::to_string(body.offset) + "-" +
                                         std::to_string(body.offset + body.length - 1) + "/" + std::to_string(size));
  }
  response.body = std::move(body);
  co_return response;
}

}  // namespace sipro::gateway
