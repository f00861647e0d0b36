#include "api/upload_answers.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>

#include "base/moment.hpp"
#include "http/problem.hpp"
#include "uploads/purpose.hpp"

namespace sipro::gateway {

using http::Response;

namespace {

Moment moment_of(std::int64_t time_us, const tenancy::District& district) {
  const std::chrono::sys_time<std::chrono::microseconds> time{std::chrono::microseconds(time_us)};
  return {std::chrono::floor<std::chrono::seconds>(time), district.offset};
}

}  // namespace

Response with_tus(Response response) {
  response.header("Tus-Resumable", kTus);
  return response;
}

void add_offset(Response& response, const UploadState& upload, std::uint64_t offset) {
  response.header("Upload-Offset", std::to_string(offset));
  if (!upload.whole) response.header("Upload-Expires", http_date(upload.begun.expires_us));
}

std::string http_date(std::int64_t time_us) {
  static constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  static constexpr std::int64_t kSecond_us = 1'000'000;
  const std::time_t seconds = time_us / kSecond_us;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 64> text{};
  const auto at = [](const auto& names, int index) { return names.at(static_cast<std::size_t>(index)); };
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT", at(kDays, parts.tm_wday),
                parts.tm_mday, at(kMonths, parts.tm_mon), parts.tm_year + 1900, parts.tm_hour, parts.tm_min,
                parts.tm_sec);
  return text.data();
}

std::optional<Response> refuse_version(const http::Request& request) {
  if (request.headers.get("tus-resumable").value_or("") == kTus) return std::nullopt;
  Response response = problem(request, 412, "tus_version", "Kirim Tus-Resumable: 1.0.0.");
  response.header("Tus-Version", kTus);
  return response;
}

bool has_body(const http::Request& request) {
  return request.content_length.value_or(0) > 0 || request.headers.get("transfer-encoding").has_value();
}

std::optional<Response> refuse_type(const http::Request& request) {
  if (request.headers.get("content-type").value_or("") == "application/offset+octet-stream") return std::nullopt;
  return problem(request, 415, "content_type", "Kirim berkas sebagai application/offset+octet-stream.");
}

Result<std::optional<UploadChecksum>> told_checksum(const http::Request& request) {
  const auto header = request.headers.get("upload-checksum");
  if (!header) return std::optional<UploadChecksum>();
  auto checksum = UploadChecksum::parse(*header);
  if (!checksum) return checksum.error();
  return std::optional(std::move(*checksum));
}

Response too_large(const http::Request& request, std::uint64_t most) {
  Response response = problem(request, 413, "too_large",
                              "Berkas lebih besar dari " + std::to_string(most >> 20U) +
                                  " MiB. Bagi menjadi beberapa berkas, atau hubungi pengelola SIPRO.");
  response.header("Tus-Max-Size", std::to_string(most));
  return response;
}

Response too_long(const http::Request& request) {
  return problem(request, 413, "upload_too_long", "Isi lebih panjang dari Upload-Length. Unggah berkasnya dari awal.");
}

Response wrong_kind(const http::Request& request, std::string_view purpose) {
  const Purpose& wanted = *find_purpose(purpose);
  return problem(request, 422, wanted.wrong_code, wanted.wrong_text);
}

Response upload_cut(const http::Request& request) {
  return problem(request, 400, "upload_incomplete",
                 "Unggahan terputus sebelum berkas lengkap. Yang sudah diterima tersimpan; lanjutkan unggahannya.");
}

Response checksum_mismatch(const http::Request& request) {
  return problem(request, 460, "checksum_mismatch",
                 "Isi yang diterima berbeda dengan Upload-Checksum. Kirim bagian ini sekali lagi.");
}

Response upload_gone(const http::Request& request) {
  return problem(request, 410, "upload_gone",
                 "Unggahan ini sudah kedaluwarsa atau dibatalkan. Unggah berkasnya dari awal.");
}

Response not_held(const http::Request& request, queue::UploadHold hold) {
  if (hold == queue::UploadHold::dropped) return upload_gone(request);
  return problem(request, 409, "upload_taken_over",
                 "Unggahan ini dilanjutkan lewat sambungan lain. Tanyakan Upload-Offset dengan HEAD, lalu lanjutkan.");
}

boost::json::object state_json(const UploadState& upload, const tenancy::District& district) {
  const UploadBegun& begun = upload.begun;
  boost::json::object body{{"id", begun.id},           {"name", begun.name},
                           {"purpose", begun.purpose}, {"size", begun.length},
                           {"offset", upload.offset},  {"finished", upload.whole.has_value()},
                           {"sha256", nullptr},        {"created_at", moment_of(begun.created_us, district).iso8601()},
                           {"expires_at", nullptr},    {"by", begun.by}};
  if (upload.whole) {
    body["sha256"] = upload.whole->sha256;
  } else {
    body["expires_at"] = moment_of(begun.expires_us, district).iso8601();
  }
  return body;
}

}  // namespace sipro::gateway
