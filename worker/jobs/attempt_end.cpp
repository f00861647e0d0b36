#include "jobs/attempt_end.hpp"

#include <signal.h>

#include <cstring>
#include <optional>

#include "queue/retry_policy.hpp"

namespace sipro::jobs {
namespace {

using queue::FailClass;

constexpr int kWrongUsage = 2;

/// What the officer is told; the job's page adds what happens next.
std::string_view advice(Errc code) {
  switch (code) {
    case Errc::storage_full:
      return "Ruang penyimpanan penuh. Pekerjaan dicoba lagi otomatis; bila tetap gagal, hapus berkas lama atau "
             "hubungi "
             "pengelola SIPRO.";
    case Errc::storage_unavailable:
    case Errc::write_failed:
      return "Penyimpanan sedang terganggu. Pekerjaan dicoba lagi otomatis; bila tetap gagal, hubungi pengelola SIPRO.";
    case Errc::redis_unavailable:
    case Errc::redis_full:
    case Errc::recovering:
      return "Antrean sedang terganggu. Pekerjaan dicoba lagi otomatis; bila tetap gagal, hubungi pengelola SIPRO.";
    case Errc::child_crashed:
      return "Pengolahan berhenti tiba-tiba. Pekerjaan dicoba lagi beberapa kali; bila tetap gagal, buka berkas asli "
             "di "
             "SPSS, simpan ulang, lalu unggah lagi, atau hubungi pengelola SIPRO dengan nomor pekerjaan ini.";
    case Errc::child_stalled:
      return "Pengolahan tidak bergerak lagi sehingga dihentikan. Pekerjaan dicoba lagi beberapa kali; bila tetap "
             "gagal, hubungi pengelola SIPRO dengan nomor pekerjaan ini.";
    case Errc::child_overtime:
      return "Pengolahan melebihi batas waktu sehingga dihentikan. Pekerjaan dicoba lagi beberapa kali; bila tetap "
             "gagal, bagi data menjadi beberapa berkas, atau hubungi pengelola SIPRO.";
    case Errc::child_out_of_memory:
    case Errc::file_too_large:
      return "Berkas terlalu besar untuk diolah. Bagi data menjadi beberapa berkas yang lebih kecil, lalu unggah lagi, "
             "atau hubungi pengelola SIPRO.";
    case Errc::cancelled: return "Pekerjaan dibatalkan. Kirim ulang bila masih diperlukan.";
    case Errc::interrupted: return "Pengolahan terputus karena pemeliharaan dan diulang otomatis.";
    case Errc::file_empty:
    case Errc::file_not_statistics:
    case Errc::file_encrypted:
    case Errc::file_truncated:
    case Errc::file_damaged:
    case Errc::file_unsupported:
      return "Berkas tidak dapat dibaca. Buka berkas asli di SPSS, simpan ulang sebagai .sav, lalu unggah lagi.";
    case Errc::file_not_found:
    case Errc::input_missing:
    case Errc::not_found:
      return "Berkas masukan tidak ada lagi. Unggah kembali berkas itu, lalu kirim ulang pekerjaan.";
    case Errc::wrong_usage:
      return "Isian pekerjaan tidak cocok dengan berkasnya, misalnya tahun diberikan untuk berkas yang sudah memuat "
             "TAHUN. Periksa isian, lalu kirim ulang.";
    case Errc::data_stop:
    case Errc::internal:
    case Errc::already_exists:
    case Errc::config_invalid:
    case Errc::fact_damaged:
    case Errc::redis_refused:
    case Errc::library_conflict:
    case Errc::lease_lost:
    case Errc::idempotency_mismatch:
    case Errc::wrong_state:
      return "Terjadi kesalahan di dalam SIPRO. Hubungi pengelola SIPRO dengan nomor pekerjaan ini.";
  }
  return {};
}

/// Messages that came with an error of ours are Indonesian only where the officer's own file is meant.
bool speaks_to_officer(Errc code) { return code == Errc::input_missing; }

Failed failed(Errc code, FailClass fail_class, std::string cause) {
  Failed end;
  end.fail_class = fail_class;
  end.error = {std::string(to_string(code)), std::string(advice(code)), ""};
  end.cause = std::move(cause);
  return end;
}

std::string signal_name(int number) {
  const char* name = ::sigabbrev_np(number);
  return name == nullptr ? std::to_string(number) : std::string("SIG") + name;
}

Failed died(const ExitStatus& exit) {
  if (exit.signal == SIGXCPU) {
    return failed(Errc::child_overtime, FailClass::crash, "used up its CPU time (SIGXCPU)");
  }
  if (exit.signal != 0) {
    return failed(Errc::child_crashed, FailClass::crash, "killed by " + signal_name(exit.signal));
  }
  return failed(Errc::child_crashed, FailClass::crash, "ended with status " + std::to_string(exit.status));
}

/// A child may have been taken over: what costs nothing or ends the job as if asked for is not its to say.
Failed by_own_account(const child::ChildError& told, const ExitStatus& exit) {
  const std::optional<Errc> code = parse_errc(told.code);
  if (!code) return died(exit);
  const FailClass fail_class = queue::fail_class(*code);
  if (fail_class == FailClass::interruption || fail_class == FailClass::cancel) return died(exit);
  return failed(*code, fail_class, told.message);
}

Failed describe(const ChildEnd& end) {
  switch (end.by) {
    case EndedBy::stall: return failed(Errc::child_stalled, FailClass::crash, "made no progress for too long");
    case EndedBy::overtime: return failed(Errc::child_overtime, FailClass::crash, "ran longer than allowed");
    case EndedBy::itself:
    case EndedBy::stop: break;
  }
  if (end.exit.signal != 0) return died(end.exit);
  if (end.error) return by_own_account(*end.error, end.exit);
  if (end.exit.status == kWrongUsage) {
    return failed(Errc::internal, FailClass::file, "the child found its orders wrong");
  }
  return died(end.exit);
}

}  // namespace

std::variant<Failed, Abandoned> classify(const ChildEnd& end) {
  if (end.by == EndedBy::stop) return stopped(end.stop);
  Failed failure = describe(end);
  failure.exit = end.exit;
  failure.last_words = end.last_words;
  return failure;
}

Failed failed_step(const Error& error) {
  Failed end = failed(error.code, queue::fail_class(error.code), error.context);
  if (speaks_to_officer(error.code)) end.error.message = error.context;
  return end;
}

Failed not_started(const Error& error) {
  Failed end = failed(error.code, FailClass::resource, error.context);
  end.error.message =
      "Pengolahan belum dapat dimulai. Pekerjaan dicoba lagi otomatis; bila tetap gagal, hubungi pengelola SIPRO.";
  return end;
}

std::variant<Failed, Abandoned> stopped(Stop why) {
  switch (why) {
    case Stop::cancel: return failed(Errc::cancelled, FailClass::cancel, "asked for");
    case Stop::interrupt: return failed(Errc::interrupted, FailClass::interruption, "the worker stops");
    case Stop::lost:
    case Stop::none: break;
  }
  return Abandoned{};
}

}  // namespace sipro::jobs
