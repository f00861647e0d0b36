#include <array>
#include <boost/json/object.hpp>
#include <chrono>

#include "api/handlers.hpp"
#include "api/upload_json.hpp"
#include "base/random.hpp"
#include "http/problem.hpp"
#include "uploads/statistics_head.hpp"
#include "uploads/upload_file.hpp"
#include "uploads/upload_metadata.hpp"

namespace sipro::gateway {
namespace {

constexpr std::size_t kPiece = 256 * 1024;
constexpr std::size_t kHeadBytes = 4096;
constexpr std::string_view kTus = "1.0.0";

http::Response with_tus(http::Response response) {
  response.header("Tus-Resumable", kTus);
  return response;
}

/// Nothing: the head is as it should be.
std::optional<http::Response> refuse_head(const Context& context, const Result<UploadHead>& head) {
  const http::Request& request = context.request;
  if (request.headers.get("tus-resumable").value_or("") != kTus) {
    http::Response response = problem(request, 412, "tus_version", "Kirim Tus-Resumable: 1.0.0.");
    response.header("Tus-Version", kTus);
    return response;
  }
  if (request.headers.get("content-type").value_or("") != "application/offset+octet-stream") {
    return problem(request, 415, "content_type", "Kirim berkas sebagai application/offset+octet-stream.");
  }
  if (!head) return problem(request, head.error());
  const std::uint64_t most = context.services.settings.max_upload_bytes;
  const std::uint64_t length = std::max(head->length, request.content_length.value_or(0));
  if (length > most) {
    http::Response response =
        problem(request, 413, "too_large", "Berkas lebih besar dari " + std::to_string(most >> 20U) + " MiB.");
    response.header("Tus-Max-Size", std::to_string(most));
    return response;
  }
  if (head->purpose == "historis" && !context.session.unlocked) {
    return feature_locked(request);
  }
  return std::nullopt;
}

http::Response not_statistics(const http::Request& request) {
  return problem(request, 422, "file_not_statistics",
                 "Berkas ini bukan berkas statistik. Unggah berkas SPSS (.sav, .zsav, .por) atau Stata (.dta).");
}

/// As many bytes as the buffer holds, or all that are left.
asio::Task<Result<std::size_t>> fill(http::BodyReader* body, std::span<char> buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    const std::span<char> room = buffer.subspan(filled);
    const auto got = co_await body->read(room);
    if (!got) co_return got.error();
    if (*got == 0) break;
    filled += *got;
  }
  co_return filled;
}

/// Streams the body into the file. Nothing: it is whole.
asio::Task<std::optional<http::Response>> receive(Context& context, UploadFile& file, UploadHead head) {
  const http::Request& request = context.request;
  std::vector<char> piece(kPiece);
  std::uint64_t received = 0;
  for (;;) {
    const auto got = co_await fill(&context.body, std::span<char>(piece));
    if (!got) co_return problem(request, got.error());
    const std::string_view bytes(piece.data(), *got);
    if (received == 0 && !looks_like_statistics(bytes.substr(0, kHeadBytes))) co_return not_statistics(request);
    received += bytes.size();
    if (received > head.length) co_return http::invalid(request, "Isi lebih panjang dari Upload-Length.");
    if (bytes.empty()) break;
    auto append = [&file, bytes] { return file.append(bytes); };
    const auto written = co_await asio::offload(&context.services.files_pool, std::move(append));
    if (!written) co_return busy(request);
    if (!*written) co_return problem(request, written->error());
  }
  if (received == head.length) co_return std::nullopt;
  co_return problem(request, 400, "upload_incomplete", "Unggahan terputus sebelum berkas lengkap. Unggah sekali lagi.");
}

}  // namespace

asio::Task<http::Response> post_upload(Context& context) {
  const http::Request& request = context.request;
  Services& services = context.services;
  const auto head = parse_upload_head(request.headers);
  if (auto refused = refuse_head(context, head)) co_return with_tus(std::move(*refused));

  UploadFact fact;
  fact.id = random_hex(16);
  fact.name = head->filename;
  fact.purpose = head->purpose;
  fact.by = context.session.name;
  fact.created_us =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  const auto folder = services.jobs.layout().district(context.district.id) / upload_folder(fact.purpose) / fact.id;
  UploadFile file(services.jobs.files(), folder);
  const std::uint64_t length = head->length;
  const std::uint64_t reserved = services.settings.reserved_bytes;
  auto create = [&file, length, reserved] { return file.create(length, reserved); };
  const auto created = co_await asio::offload(&services.files_pool, std::move(create));
  if (!created) co_return with_tus(busy(request));

  std::optional<http::Response> refused;
  if (!*created) refused = problem(request, created->error());
  if (!refused) refused = co_await receive(context, file, *head);
  if (!refused) {
    auto finish = [&file, &fact] { return file.finish(fact); };
    auto finished = co_await asio::offload(&services.files_pool, std::move(finish));
    if (!finished) {
      refused = busy(request);
    } else if (!*finished) {
      refused = problem(request, finished->error());
    } else {
      fact = std::move(**finished);
    }
  }
  if (refused) {
    auto discard = [&file] {
      file.discard();
      return true;
    };
    (void)co_await asio::offload(&services.files_pool, std::move(discard));
    co_return with_tus(std::move(*refused));
  }
  const bool is_data = fact.purpose == "data";
  http::Response response = http::json_response(201, upload_json(fact, context.district));
  response.header("Location", (is_data ? "/api/v1/uploads/" : "/api/v1/library/historis/") + fact.id);
  response.header("Upload-Offset", std::to_string(fact.size));
  co_return with_tus(std::move(response));
}

}  // namespace sipro::gateway
