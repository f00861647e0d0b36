#include "api/file_use.hpp"
#include "api/handlers.hpp"
#include "api/upload_answers.hpp"
#include "api/upload_hold.hpp"
#include "http/problem.hpp"
#include "uploads/purpose.hpp"

namespace sipro::gateway {

using http::Response;

asio::Task<Response> delete_upload(Context& context) {
  const http::Request& request = context.request;
  if (auto refused = refuse_version(request)) co_return with_tus(std::move(*refused));
  auto found = co_await find_upload(context);
  if (auto* refused = std::get_if<Response>(&found)) co_return with_tus(std::move(*refused));
  const UploadState& upload = std::get<UploadState>(found);
  if (upload.whole) {
    const auto path = upload_folder(upload.begun.purpose) / upload.begun.id / "data";
    const std::string data = path.string();
    const auto used = co_await is_in_use(context, data);
    if (!used) co_return with_tus(problem(request, used.error()));
    if (*used) co_return with_tus(in_use(request));
  }
  if (auto refused = co_await drop_upload(context, upload)) co_return with_tus(std::move(*refused));
  co_return with_tus(http::empty_response(204));
}

}  // namespace sipro::gateway
