#include <algorithm>

#include "api/handlers.hpp"
#include "api/job_lookup.hpp"
#include "api/result_file.hpp"
#include "http/file_response.hpp"
#include "http/problem.hpp"

namespace sipro::gateway {

using http::Response;

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
  const http::Attachment attachment{name, result.file.type, result.file.size, result.file.sha256};
  co_return file_response(request, std::move(result.descriptor), attachment);
}

}  // namespace sipro::gateway
