#include "api/handlers.hpp"
#include "api/upload_answers.hpp"
#include "api/upload_hold.hpp"
#include "http/problem.hpp"

namespace sipro::gateway {
namespace {

using http::Response;

constexpr std::uint64_t kPage = 100;

/// Whether a job that has not ended, or that can be replayed, names the upload among its inputs.
asio::Task<Result<bool>> is_needed(Context* context, std::string id) {
  const std::string district = context->district.id;
  for (std::uint64_t offset = 0;; offset += kPage) {
    const auto page = co_await context->services.queue.list(district, offset, kPage);
    if (!page) co_return page.error();
    for (const queue::JobView& job : page->jobs) {
      if (queue::is_terminal(job.state) && !job.dead) continue;
      if (job.spec.payload.find(id) != std::string::npos) co_return true;
    }
    if (offset + kPage >= page->total) co_return false;
  }
}

}  // namespace

asio::Task<Response> delete_upload(Context& context) {
  const http::Request& request = context.request;
  if (auto refused = refuse_version(request)) co_return with_tus(std::move(*refused));
  auto found = co_await find_upload(context);
  if (auto* refused = std::get_if<Response>(&found)) co_return with_tus(std::move(*refused));
  const UploadState& upload = std::get<UploadState>(found);
  if (upload.whole) {
    const auto needed = co_await is_needed(&context, upload.begun.id);
    if (!needed) co_return with_tus(problem(request, needed.error()));
    if (*needed) {
      co_return with_tus(
          problem(request, 409, "in_use",
                  "Berkas ini dipakai pekerjaan yang belum selesai. Tunggu atau batalkan pekerjaan itu."));
    }
  }
  if (auto refused = co_await drop_upload(context, upload)) co_return with_tus(std::move(*refused));
  co_return with_tus(http::empty_response(204));
}

}  // namespace sipro::gateway
