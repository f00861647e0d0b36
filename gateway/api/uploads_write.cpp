#include "api/handlers.hpp"
#include "api/upload_answers.hpp"
#include "api/upload_hold.hpp"
#include "api/upload_reception.hpp"
#include "http/problem.hpp"
#include "uploads/upload_metadata.hpp"

namespace sipro::gateway {
namespace {

using http::Response;

/// Nothing: the request goes on where the upload stands.
std::optional<Response> refuse_place(const Context& context, const UploadState& upload, std::uint64_t from) {
  const http::Request& request = context.request;
  if (from != upload.offset) {
    Response response =
        problem(request, 409, "wrong_offset",
                "Unggahan ini sampai di bita ke-" + std::to_string(upload.offset) + ". Lanjutkan dari sana.");
    add_offset(response, upload, upload.offset);
    return response;
  }
  if (request.content_length.value_or(0) > upload.begun.length - from) return too_long(request);
  return std::nullopt;
}

asio::Task<std::optional<Response>> receive(Context* context, HeldUpload* held,
                                            std::optional<UploadChecksum> checksum) {
  UploadState& upload = held->upload;
  Reception reception(*context, upload, held->token, std::move(checksum));
  auto refused = co_await reception.run();
  upload.offset = reception.committed();
  if (refused && refused->status == 422) (void)co_await drop_upload(*context, upload, held->token);
  if (refused || upload.offset < upload.begun.length) co_return refused;
  std::string sha256 = reception.sha256();
  co_return co_await finish_upload(*context, upload, std::move(sha256));
}

}  // namespace

asio::Task<Response> patch_upload(Context& context) {
  const http::Request& request = context.request;
  if (auto refused = refuse_version(request)) co_return with_tus(std::move(*refused));
  if (auto refused = refuse_type(request)) co_return with_tus(std::move(*refused));
  const auto from = parse_bytes(request.headers, "upload-offset");
  if (!from) co_return with_tus(problem(request, from.error()));
  auto checksum = told_checksum(request);
  if (!checksum) co_return with_tus(problem(request, checksum.error()));

  auto taken = co_await hold_upload(context);
  if (auto* refused = std::get_if<Response>(&taken)) co_return with_tus(std::move(*refused));
  HeldUpload& held = std::get<HeldUpload>(taken);
  if (auto refused = refuse_place(context, held.upload, *from)) co_return with_tus(std::move(*refused));
  if (!held.upload.whole) {
    if (auto refused = co_await receive(&context, &held, std::move(*checksum))) co_return with_tus(std::move(*refused));
  }
  Response response = http::empty_response(204);
  add_offset(response, held.upload, held.upload.offset);
  co_return with_tus(std::move(response));
}

}  // namespace sipro::gateway
