#include <algorithm>
#include <chrono>
#include <cstdio>

#include "api/clock.hpp"
#include "api/handlers.hpp"
#include "api/upload_answers.hpp"
#include "api/upload_hold.hpp"
#include "api/upload_reception.hpp"
#include "base/random.hpp"
#include "http/problem.hpp"
#include "uploads/purpose.hpp"
#include "uploads/upload_metadata.hpp"

namespace sipro::gateway {
namespace {

using http::Response;

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kTokenBytes = 16;

/// Nothing: the head is as it should be.
std::optional<Response> refuse_head(const Context& context, const Result<UploadHead>& head) {
  const http::Request& request = context.request;
  if (auto refused = refuse_version(request)) return refused;
  if (has_body(request)) {
    if (auto refused = refuse_type(request)) return refused;
  }
  if (!head) return problem(request, head.error());
  const std::uint64_t most = context.services.settings.max_upload_bytes;
  if (std::max(head->length, request.content_length.value_or(0)) > most) return too_large(request, most);
  if (request.content_length.value_or(0) > head->length) return too_long(request);
  const Purpose& purpose = *find_purpose(head->purpose);
  if (purpose.locked && !context.session.unlocked) return feature_locked(request);
  // No file that we take is empty.
  if (head->length == 0) return wrong_kind(request, head->purpose);
  return std::nullopt;
}

UploadBegun begun_of(const Context& context, const UploadHead& head) {
  const std::chrono::microseconds life = context.services.settings.upload_time;
  UploadBegun begun;
  begun.id = random_hex(kIdBytes);
  begun.name = head.filename;
  begun.purpose = head.purpose;
  begun.length = head.length;
  begun.by = context.session.name;
  begun.metadata = head.metadata;
  begun.created_us = now_us();
  begun.expires_us = begun.created_us + life.count();
  return begun;
}

/// "1,5 GiB", "12,0 MiB".
std::string in_words(std::uint64_t bytes) {
  static constexpr double kMiB = 1024.0 * 1024.0;
  static constexpr double kGiB = kMiB * 1024.0;
  const auto size = static_cast<double>(bytes);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.1f %s", size < kGiB ? size / kMiB : size / kGiB,
                size < kGiB ? "MiB" : "GiB");
  std::string out = text.data();
  std::replace(out.begin(), out.end(), '.', ',');
  return out;
}

struct Begun {
  UploadState upload;
  std::uint64_t used = 0;  // by the district, this one included
};

/// Counted with the new upload in its place: of two at once that do not both fit, never both stay.
Result<Begun> begin_within(storage::Files& files, const storage::Layout& layout, const std::string& district,
                           const UploadBegun& head, std::uint64_t quota, std::uint64_t reserved) {
  const auto folder = layout.district(district) / upload_folder(head.purpose) / head.id;
  auto upload = begin_upload(files, folder, head, reserved);
  if (!upload) return upload.error();
  const auto used = declared_bytes(files, layout, district, head.created_us);
  if (!used || *used > quota) static_cast<void>(drop_upload(files, *upload));
  if (!used) return used.error();
  return Begun{std::move(*upload), *used};
}

Response quota_used_up(const http::Request& request, std::uint64_t used, std::uint64_t length, std::uint64_t quota) {
  Response response = problem(request, 507, "quota_used_up",
                              "Kuota penyimpanan kabupaten/kota Anda tidak cukup: terpakai " + in_words(used - length) +
                                  " dari " + in_words(quota) + ", berkas ini " + in_words(length) +
                                  ". Hapus unggahan atau berkas perpustakaan yang tidak dipakai lagi, atau minta "
                                  "pengelola SIPRO menambah kuota.");
  response.header("Retry-After", "60");
  return response;
}

asio::Task<std::variant<UploadState, Response>> begin(Context* context, UploadBegun begun) {
  Services& services = context->services;
  storage::Files& files = services.jobs.files();
  const storage::Layout& layout = services.jobs.layout();
  const std::string district = context->district.id;
  const std::uint64_t quota =
      context->district.quota_bytes > 0 ? context->district.quota_bytes : services.settings.quota_bytes;
  const std::uint64_t reserved = services.settings.reserved_bytes;
  auto create = [&files, &layout, &district, &begun, quota, reserved] {
    return begin_within(files, layout, district, begun, quota, reserved);
  };
  auto created = co_await asio::offload(&services.files_pool, std::move(create));
  if (!created) co_return busy(context->request);
  if (!*created) co_return problem(context->request, created->error());
  if ((*created)->used > quota) {
    co_return quota_used_up(context->request, (*created)->used, (*created)->upload.begun.length, quota);
  }
  co_return std::move((*created)->upload);
}

/// The bytes that came with the creation. Nothing: they are in.
asio::Task<std::optional<Response>> receive(Context* context, UploadState* upload,
                                            std::optional<UploadChecksum> checksum) {
  const std::string token = random_hex(kTokenBytes);
  const auto taken = co_await context->services.queue.take_upload(upload->begun.id, token, 0);
  if (!taken) co_return problem(context->request, taken.error());
  Reception reception(*context, *upload, token, std::move(checksum));
  auto refused = co_await reception.run();
  upload->offset = reception.committed();
  if (refused) {
    // Cut, or stopped by us: its client does not know the upload yet, but finds it in the list, and what came counts.
    const bool stays = upload->offset > 0 && (refused->status == 400 || refused->status == 503);
    if (!stays) (void)co_await drop_upload(*context, *upload, token);
  }
  if (refused || upload->offset < upload->begun.length) co_return refused;
  std::string sha256 = reception.sha256();
  co_return co_await finish_upload(*context, *upload, std::move(sha256));
}

}  // namespace

asio::Task<Response> post_upload(Context& context) {
  const http::Request& request = context.request;
  const auto head = parse_upload_head(request.headers);
  if (auto refused = refuse_head(context, head)) co_return with_tus(std::move(*refused));
  auto checksum = told_checksum(request);
  if (!checksum) co_return with_tus(problem(request, checksum.error()));

  UploadBegun begun = begun_of(context, *head);
  auto begun_now = co_await begin(&context, std::move(begun));
  if (auto* refused = std::get_if<Response>(&begun_now)) co_return with_tus(std::move(*refused));
  UploadState& upload = std::get<UploadState>(begun_now);
  const std::string location = "/api/v1/uploads/" + upload.begun.id;
  if (has_body(request)) {
    auto refused = co_await receive(&context, &upload, std::move(*checksum));
    if (refused) co_return with_tus(std::move(*refused));
  }
  Response response = http::json_response(201, state_json(upload, context.district));
  response.header("Location", location);
  add_offset(response, upload, upload.offset);
  co_return with_tus(std::move(response));
}

}  // namespace sipro::gateway
