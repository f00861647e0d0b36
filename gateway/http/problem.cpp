#include "http/problem.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/log.hpp"

namespace sipro::http {
namespace {

constexpr std::string_view kStorageFull =
    "Penyimpanan penuh. Hubungi pengelola SIPRO; berkas dan pekerjaan yang sudah diterima tidak hilang.";
constexpr std::string_view kStorageAway =
    "Penyimpanan sedang tidak dapat dipakai. Coba lagi sebentar; bila tetap begitu, hubungi pengelola SIPRO.";
constexpr std::string_view kQueueAway = "Antrean sedang tidak dapat dihubungi. Coba lagi dalam beberapa detik.";
constexpr std::string_view kRecovering =
    "Sedang memulihkan antrean. Tidak ada pekerjaan yang hilang; coba lagi dalam beberapa detik.";
constexpr std::string_view kFull = "Antrean penuh. Coba lagi setelah pekerjaan yang berjalan selesai.";
constexpr std::string_view kDefect =
    "Terjadi kesalahan di pihak SIPRO. Sampaikan nomor permintaannya kepada pengelola SIPRO.";
constexpr std::string_view kMismatch =
    "Idempotency-Key ini sudah dipakai untuk permintaan lain. Pakai kunci baru untuk permintaan baru.";

std::string_view title_of(unsigned status) {
  switch (status) {
    case 400: return "Permintaan tidak dapat dibaca";
    case 401: return "Belum masuk";
    case 403: return "Tidak diizinkan";
    case 404: return "Tidak ditemukan";
    case 405: return "Metode tidak tersedia";
    case 409: return "Keadaan tidak mengizinkan";
    case 410: return "Sudah tidak ada";
    case 411: return "Panjang isi tidak diketahui";
    case 412: return "Versi protokol tidak didukung";
    case 413: return "Terlalu besar";
    case 415: return "Jenis isi tidak didukung";
    case 416: return "Rentang di luar berkas";
    case 422: return "Permintaan tidak dapat dijalankan";
    case 429: return "Terlalu sering";
    case 431: return "Kepala permintaan terlalu panjang";
    case 460: return "Isi berubah di perjalanan";
    case 501: return "Metode tidak dikenal";
    case 503: return "Sedang tidak tersedia";
    case 507: return "Penyimpanan penuh";
    default: return "Kesalahan";
  }
}

}  // namespace

Response problem(const Request& request, unsigned status, std::string_view code, std::string_view detail) {
  return problem(request, status, code, detail, "");
}

Response problem(const Request& request, unsigned status, std::string_view code, std::string_view detail,
                 std::string_view fault) {
  boost::json::object body;
  body["type"] = "about:blank";
  body["title"] = title_of(status);
  body["status"] = status;
  body["code"] = code;
  body["detail"] = detail;
  if (!fault.empty()) body["fault"] = fault;
  body["request_id"] = request.id;
  Response response;
  response.status = status;
  response.problem = code;
  response.header("Content-Type", "application/problem+json").header("Content-Language", "id");
  response.body = boost::json::serialize(body) + "\n";
  return response;
}

ErrorAnswer answer_of(Errc code) {
  switch (code) {
    case Errc::wrong_usage: return {400, "invalid_request", "", 0};
    case Errc::file_not_found:
    case Errc::not_found: return {404, "not_found", "Tidak ada yang bernomor itu di sini.", 0};
    case Errc::input_missing: return {422, "input_missing", "", 0};
    case Errc::idempotency_mismatch: return {422, "idempotency_mismatch", kMismatch, 0};
    case Errc::storage_full:
    case Errc::write_failed: return {507, "storage_full", kStorageFull, 60};
    case Errc::storage_unavailable: return {503, "storage_unavailable", kStorageAway, 10};
    case Errc::redis_unavailable: return {503, "queue_unavailable", kQueueAway, 2};
    case Errc::redis_full: return {503, "queue_full", kFull, 30};
    case Errc::recovering: return {503, "recovering", kRecovering, 2};
    case Errc::interrupted: return {503, "stopping", kQueueAway, 2};
    // What only workers and the operator's program meet: here a defect.
    case Errc::file_empty:
    case Errc::file_not_statistics:
    case Errc::file_encrypted:
    case Errc::file_truncated:
    case Errc::file_damaged:
    case Errc::file_too_large:
    case Errc::file_unsupported:
    case Errc::data_stop:
    case Errc::already_exists:
    case Errc::wrong_state:
    case Errc::cancelled:
    case Errc::lease_lost:
    case Errc::internal:
    case Errc::config_invalid:
    case Errc::fact_damaged:
    case Errc::redis_refused:
    case Errc::library_conflict:
    case Errc::child_crashed:
    case Errc::child_stalled:
    case Errc::child_overtime:
    case Errc::child_out_of_memory: return {500, "internal", kDefect, 0};
  }
  return {500, "internal", kDefect, 0};
}

Response problem(const Request& request, const Error& error) {
  const ErrorAnswer answer = answer_of(error.code);
  const auto level = answer.status >= 500 ? log::Level::error : log::Level::info;
  log::write(level, "request_failed",
             {{"req", request.id}, {"code", to_string(error.code)}, {"reason", error.context}});
  Response response =
      problem(request, answer.status, answer.code, answer.detail.empty() ? error.context : answer.detail);
  if (answer.retry_after_s > 0) response.header("Retry-After", std::to_string(answer.retry_after_s));
  return response;
}

Response unknown_id(const Request& request) {
  return problem(request, Error{Errc::not_found, std::string(logged_target(request))});
}

Response feature_locked(const Request& request) {
  return problem(request, 403, "feature_locked", "Masukkan dahulu kode akses fitur.");
}

Response busy(const Request& request) {
  Response response = problem(request, 503, "busy", "Server sedang sibuk. Coba lagi dalam beberapa detik.");
  response.header("Retry-After", "2");
  return response;
}

Response too_many(const Request& request, std::chrono::seconds wait, std::string_view code, std::string_view detail) {
  Response response = problem(request, 429, code, detail);
  response.header("Retry-After", std::to_string(wait.count()));
  return response;
}

Response invalid(const Request& request, std::string_view detail) {
  return problem(request, 400, "invalid_request", detail);
}

}  // namespace sipro::http
