#include "formats/read_failure.hpp"

#include <string>

namespace sipro::formats {

Error not_found() {
  return {Errc::file_not_found,
          "Berkas tidak ditemukan atau tidak dapat dibuka; periksa nama dan letaknya, lalu coba lagi."};
}

Error no_bytes() { return {Errc::file_empty, "Berkas ini kosong (0 byte); unggah lagi berkas aslinya."}; }

Error no_rows() {
  return {
      Errc::file_empty,
      "Berkas ini tidak berisi satu baris data pun; periksa jumlah kasusnya di SPSS, simpan ulang, lalu unggah lagi."};
}

Error not_statistics() {
  return {
      Errc::file_not_statistics,
      "Berkas ini bukan berkas data SPSS (.sav, .zsav, .por) atau Stata (.dta); simpan datanya dari SPSS sebagai .sav, "
      "lalu unggah berkas itu."};
}

Error encrypted() {
  return {Errc::file_encrypted,
          "Berkas ini terkunci dengan kata sandi; buka di SPSS, simpan ulang tanpa kata sandi, lalu unggah lagi."};
}

Error truncated() {
  return {Errc::file_truncated,
          "Berkas ini terpotong: isinya berakhir sebelum baris terakhir; salin atau unduh ulang berkas aslinya, lalu "
          "unggah "
          "lagi."};
}

Error damaged(std::string_view what) {
  return {Errc::file_damaged, "Struktur berkas ini rusak (" + std::string(what) +
                                  "); buka berkas aslinya di SPSS, simpan ulang sebagai .sav, lalu unggah lagi."};
}

Error too_large() {
  return {Errc::file_too_large,
          "Isi berkas ini jauh melebihi batas jumlah baris atau ukuran yang dapat diolah; periksa berkasnya, bila "
          "perlu bagi "
          "menjadi beberapa berkas, lalu unggah lagi."};
}

Error unsupported(std::string_view what) {
  return {Errc::file_unsupported, "Berkas ini memakai ragam yang tidak didukung (" + std::string(what) +
                                      "); buka di SPSS, simpan ulang sebagai .sav biasa, lalu unggah lagi."};
}

Error out_of_memory() {
  return {Errc::file_too_large,
          "Memori tidak cukup untuk membaca berkas ini; bagi datanya menjadi beberapa berkas, lalu unggah lagi."};
}

Error storage_failed() {
  return {
      Errc::file_not_found,
      "Berkas ini tidak dapat dibaca sampai selesai karena gangguan penyimpanan; coba lagi, dan bila berulang hubungi "
      "petugas sistem."};
}

}  // namespace sipro::formats
