#include <algorithm>
#include <boost/json/array.hpp>

#include "api/clock.hpp"
#include "api/handlers.hpp"
#include "api/upload_answers.hpp"
#include "api/upload_hold.hpp"
#include "http/problem.hpp"
#include "uploads/purpose.hpp"

namespace sipro::gateway {
namespace {

using http::Response;

constexpr std::size_t kMostLooked = 500;

/// What the session may see, newest first.
Result<std::vector<UploadState>> list_all(storage::Files& files, const storage::Layout& layout,
                                          const std::string& district, bool unlocked, std::int64_t now) {
  std::vector<UploadState> all;
  for (const Purpose& purpose : purposes()) {
    if (purpose.locked && !unlocked) continue;
    auto states = list_upload_states(files, layout, district, purpose.name);
    if (!states) return states.error();
    for (UploadState& state : *states) {
      if (!state.has_expired(now)) all.push_back(std::move(state));
    }
  }
  const auto newer = [](const UploadState& a, const UploadState& b) { return a.begun.created_us > b.begun.created_us; };
  std::stable_sort(all.begin(), all.end(), newer);
  return all;
}

/// The queue's server knows how far unfinished uploads have come; storage may be a little behind.
asio::Task<Result<void>> look_further(Context* context, std::vector<UploadState*> unfinished) {
  if (unfinished.size() > kMostLooked) unfinished.resize(kMostLooked);
  if (unfinished.empty()) co_return Result<void>();
  std::vector<std::string> ids;
  for (const UploadState* upload : unfinished) ids.push_back(upload->begun.id);
  const auto looked = co_await context->services.queue.look_at_uploads(std::move(ids));
  if (!looked) co_return looked.error();
  for (std::size_t i = 0; i < std::min(looked->size(), unfinished.size()); ++i) {
    UploadState& upload = *unfinished[i];
    upload.offset = std::max(upload.offset, (*looked)[i].offset.value_or(0));
  }
  co_return Result<void>();
}

}  // namespace

asio::Task<Response> options_uploads(Context& context) {
  Response response = http::empty_response(204);
  response.header("Tus-Version", kTus)
      .header("Tus-Extension", "creation,creation-with-upload,expiration,checksum,termination")
      .header("Tus-Max-Size", std::to_string(context.services.settings.max_upload_bytes))
      .header("Tus-Checksum-Algorithm", UploadChecksum::kAlgorithms);
  co_return with_tus(std::move(response));
}

asio::Task<Response> options_upload(Context& context) {
  if (!storage::is_id(context.parameters.front())) co_return with_tus(unknown_id(context.request));
  co_return co_await options_uploads(context);
}

asio::Task<Response> head_upload(Context& context) {
  if (auto refused = refuse_version(context.request)) co_return with_tus(std::move(*refused));
  auto taken = co_await hold_upload(context);
  if (auto* refused = std::get_if<Response>(&taken)) co_return with_tus(std::move(*refused));
  const UploadState& upload = std::get<HeldUpload>(taken).upload;
  Response response = http::empty_response(200);
  add_offset(response, upload, upload.offset);
  response.header("Upload-Length", std::to_string(upload.begun.length)).header("Cache-Control", "no-store");
  if (!upload.begun.metadata.empty()) response.header("Upload-Metadata", upload.begun.metadata);
  co_return with_tus(std::move(response));
}

asio::Task<Response> get_upload(Context& context) {
  auto found = co_await find_upload(context);
  if (auto* refused = std::get_if<Response>(&found)) co_return std::move(*refused);
  UploadState& upload = std::get<UploadState>(found);
  std::vector<UploadState*> unfinished;
  if (!upload.whole) unfinished.push_back(&upload);
  const auto looked = co_await look_further(&context, std::move(unfinished));
  if (!looked) co_return problem(context.request, looked.error());
  co_return http::json_response(200, state_json(upload, context.district));
}

asio::Task<Response> get_uploads(Context& context) {
  storage::Files& files = context.services.jobs.files();
  const storage::Layout& layout = context.services.jobs.layout();
  const std::string district = context.district.id;
  const bool unlocked = context.session.unlocked;
  const std::int64_t now = now_us();
  auto list = [&files, &layout, &district, unlocked, now] { return list_all(files, layout, district, unlocked, now); };
  auto listed = co_await asio::offload(&context.services.files_pool, std::move(list));
  if (!listed) co_return busy(context.request);
  if (!*listed) co_return problem(context.request, listed->error());
  std::vector<UploadState*> unfinished;
  for (UploadState& upload : **listed) {
    if (!upload.whole) unfinished.push_back(&upload);
  }
  const auto looked = co_await look_further(&context, std::move(unfinished));
  if (!looked) co_return problem(context.request, looked.error());
  boost::json::array uploads;
  for (const UploadState& upload : **listed) uploads.push_back(state_json(upload, context.district));
  co_return http::json_response(200, boost::json::object{{"uploads", std::move(uploads)}});
}

}  // namespace sipro::gateway
