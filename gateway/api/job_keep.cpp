// "Simpan": a job that retention leaves until its district says otherwise. Storage has it as a fact, the queue shows
// it.
#include "api/handlers.hpp"
#include "api/job_lookup.hpp"
#include "base/log.hpp"
#include "http/problem.hpp"

namespace sipro::gateway {
namespace {

using http::Response;

asio::Task<Response> set_kept(Context* context, bool kept) {
  const http::Request& request = context->request;
  auto found = co_await find_job(*context);
  if (auto* refused = std::get_if<Response>(&found)) co_return std::move(*refused);
  const std::string id = std::get<queue::JobView>(found).spec.id;
  const storage::JobFiles& jobs = context->services.jobs;
  const std::string district = context->district.id;
  auto mark = [&jobs, &district, &id, kept] {
    return kept ? jobs.write_keep(district, id) : jobs.remove_keep(district, id);
  };
  const auto marked = co_await asio::offload(&context->services.files_pool, std::move(mark));
  if (!marked) co_return busy(request);
  if (!*marked && marked->error().code == Errc::not_found) co_return unknown_id(request);
  if (!*marked) co_return problem(request, marked->error());
  // Where this fails the client says it again; until then only the pages don't show what storage has.
  const auto shown = co_await context->services.queue.keep(id, kept);
  if (!shown) co_return problem(request, shown.error());
  log::info("keep", {{"req", request.id}, {"job", id}, {"kept", kept}});
  co_return http::empty_response(204);
}

}  // namespace

asio::Task<Response> put_keep(Context& context) { co_return co_await set_kept(&context, true); }

asio::Task<Response> delete_keep(Context& context) { co_return co_await set_kept(&context, false); }

}  // namespace sipro::gateway
