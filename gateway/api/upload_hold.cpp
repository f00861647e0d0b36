#include "api/upload_hold.hpp"

#include <utility>
#include <vector>

#include "api/clock.hpp"
#include "api/upload_answers.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "http/problem.hpp"
#include "uploads/purpose.hpp"

namespace sipro::gateway {
namespace {

using http::Response;
using queue::UploadHold;

constexpr std::size_t kTokenBytes = 16;

asio::Task<Result<UploadState>> read_upload_state(Context* context, std::string id) {
  storage::Files& files = context->services.jobs.files();
  const storage::Layout& layout = context->services.jobs.layout();
  const std::string district = context->district.id;
  auto find = [&files, &layout, &district, &id] { return find_upload(files, layout, district, id); };
  auto found = co_await asio::offload(&context->services.files_pool, std::move(find));
  if (!found) co_return Error{Errc::storage_unavailable, "the file pool is busy"};
  co_return std::move(*found);
}

/// An upload that storage does not know: gone where it was this district's.
asio::Task<Response> not_there(Context* context, std::string id) {
  std::vector<std::string> ids{std::move(id)};
  const auto looked = co_await context->services.queue.look_at_uploads(std::move(ids));
  const bool is_gone = looked && !looked->empty() && looked->front().ended == UploadHold::dropped &&
                       looked->front().district == context->district.id;
  co_return is_gone ? upload_gone(context->request) : unknown_id(context->request);
}

}  // namespace

asio::Task<std::variant<UploadState, Response>> find_upload(Context& context) {
  const http::Request& request = context.request;
  const std::string id = context.parameters.front();
  auto found = co_await read_upload_state(&context, id);
  if (!found && found.error().code == Errc::not_found) co_return co_await not_there(&context, id);
  if (!found) co_return problem(request, found.error());
  if (find_purpose(found->begun.purpose)->locked && !context.session.unlocked) co_return feature_locked(request);
  if (found->has_expired(now_us())) co_return upload_gone(request);
  co_return std::move(*found);
}

asio::Task<std::variant<HeldUpload, Response>> hold_upload(Context& context) {
  const http::Request& request = context.request;
  auto found = co_await find_upload(context);
  if (auto* refused = std::get_if<Response>(&found)) co_return std::move(*refused);
  HeldUpload held{std::move(std::get<UploadState>(found)), {}};
  UploadState& upload = held.upload;
  if (upload.whole) co_return held;

  held.token = random_hex(kTokenBytes);
  const auto taken = co_await context.services.queue.take_upload(upload.begun.id, held.token, upload.offset);
  if (!taken) co_return problem(request, taken.error());
  if (taken->hold == UploadHold::dropped) co_return upload_gone(request);
  if (taken->hold == UploadHold::whole) {
    // It was finished since we looked.
    auto again = co_await read_upload_state(&context, upload.begun.id);
    if (!again) co_return problem(request, again.error());
    if (!again->whole) co_return problem(request, Error{Errc::storage_unavailable, "upload.json is not seen yet"});
    co_return HeldUpload{std::move(*again), {}};
  }
  if (taken->offset > upload.offset) {
    // Told to a client, it must survive the loss of Redis.
    upload.offset = taken->offset;
    auto tell = [&upload] { return name_offset(upload.folder, upload.offset); };
    const auto told = co_await asio::offload(&context.services.files_pool, std::move(tell));
    if (!told) co_return busy(request);
    if (!*told) co_return problem(request, told->error());
  }
  if (upload.offset == upload.begun.length) {
    if (auto refused = co_await finish_upload(context, upload, {})) co_return std::move(*refused);
  }
  co_return held;
}

asio::Task<std::optional<Response>> finish_upload(Context& context, UploadState& upload, std::string sha256) {
  Services& services = context.services;
  storage::Files& files = services.jobs.files();
  auto finish = [&files, &upload, &sha256] { return finish_upload(files, upload, sha256); };
  auto finished = co_await asio::offload(&services.files_pool, std::move(finish));
  if (!finished) co_return busy(context.request);
  if (!*finished) co_return problem(context.request, finished->error());
  upload.whole = std::move(**finished);
  upload.offset = upload.whole->size;
  ++services.metrics.uploads;
  // Where this fails the record is older than storage, which is asked first.
  (void)co_await services.queue.end_upload(upload.begun.id, context.district.id, UploadHold::whole);
  log::info("upload_whole", {{"req", context.request.id}, {"upload", upload.begun.id}, {"bytes", upload.offset}});
  co_return std::nullopt;
}

asio::Task<std::optional<Response>> drop_upload(Context& context, const UploadState& upload, std::string token) {
  Services& services = context.services;
  // First, so that whoever writes to it stops.
  const auto ended =
      co_await services.queue.end_upload(upload.begun.id, context.district.id, UploadHold::dropped, token);
  if (!ended) co_return problem(context.request, ended.error());
  if (*ended == UploadHold::lost) co_return not_held(context.request, *ended);
  storage::Files& files = services.jobs.files();
  auto drop = [&files, &upload] { return drop_upload(files, upload); };
  const auto dropped = co_await asio::offload(&services.files_pool, std::move(drop));
  if (!dropped) co_return busy(context.request);
  if (!*dropped) co_return problem(context.request, dropped->error());
  log::info("upload_dropped", {{"req", context.request.id}, {"upload", upload.begun.id}});
  co_return std::nullopt;
}

}  // namespace sipro::gateway
